package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Recurring commits and credits as requests, answers and rows have them: in the words of the API. */
final class RecurringRequests {
    static final String COMMITS = "recurring_commits";
    static final String CREDITS = "recurring_credits";
    private static final String LINK = "subscription_config";
    static final String ROUNDING = "proration_rounding";
    private static final Set<String> FIELDS = Stream.concat(
                    Stream.of(
                            "access_amount",
                            "commit_duration",
                            "description",
                            "ending_before",
                            "hierarchy_configuration",
                            "name",
                            "netsuite_sales_order_id",
                            "priority",
                            "product_id",
                            "proration",
                            ROUNDING,
                            "rate_type",
                            "recurrence_frequency",
                            "rollover_fraction",
                            "starting_at",
                            LINK,
                            "temporary_id"),
                    AppliesToRequests.FIELDS.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> PREPAID_FIELDS =
            Stream.concat(Stream.of("invoice_amount"), FIELDS.stream()).collect(Collectors.toUnmodifiableSet());
    private static final int MOST_DECIMALS = 18;

    private enum DurationUnit {
        PERIODS
    }

    private enum RoundingWord {
        HALF_UP,
        FLOOR,
        CEILING
    }

    /** What an item keeps whatever its terms become. */
    record Head(UUID id, BalanceType type, Instant createdAt) {}

    private final BalanceRequests requests;
    private final AppliesToRequests targets;
    private final Pricing pricing;

    RecurringRequests(BalanceRequests requests, AppliesToRequests targets, Pricing pricing) {
        this.requests = requests;
        this.targets = targets;
        this.pricing = pricing;
    }

    /**
     * A new item.
     *
     * @param temporaryIds of what the same request adds
     */
    RecurringBalance read(Body body, Head head, Contract contract, UnknownProducts unknown, TemporaryIds temporaryIds) {
        if (head.type() == BalanceType.CREDIT && body.has("invoice_amount")) {
            throw body.invalid("invoice_amount", "a credit has none");
        }
        body.knowsOnly(head.type() == BalanceType.CREDIT ? FIELDS : PREPAID_FIELDS);
        requests.product(body, unknown);
        targets.read(body, unknown);
        return checked(body, head, contract, temporaryIds);
    }

    /** Besides what no update can change: the product, which may be archived since, and what it applies to. */
    private RecurringBalance checked(Body body, Head head, Contract contract, TemporaryIds temporaryIds) {
        Instant startingAt = HourBoundary.required(body, "starting_at");
        HourBoundary.end(body, "ending_before", startingAt);
        if (startingAt.isBefore(contract.startingAt())) {
            throw body.invalid("starting_at", "is before the contract starts");
        }
        SeatLink link = body.optionalObject(LINK)
                .map(config -> SeatLink.read(config, temporaryIds))
                .orElse(null);
        if (link != null) {
            refuseBesideSeats(body);
        }
        refuseRoundingOfNothing(body, head.type());
        return kept(body, head, link);
    }

    private static void refuseRoundingOfNothing(Body body, BalanceType type) {
        body.optionalObject(ROUNDING)
                .filter(both -> both.has("invoice") && !body.has("invoice_amount"))
                .ifPresent(both -> {
                    throw both.invalid(
                            "invoice",
                            type == BalanceType.CREDIT
                                    ? "a credit has none"
                                    : "rounds a share of invoice_amount, and there is none");
                });
    }

    /**
     * How many it is worth is what the subscription says, and that is not asked every day. An {@code invoice_amount} has a
     * quantity in every published client, which cannot leave it out, so there it is taken and means nothing.
     */
    private static void refuseBesideSeats(Body body) {
        body.optionalObject("access_amount").filter(of -> of.has("quantity")).ifPresent(of -> {
            throw of.invalid("quantity", "must not specify a quantity if a subscription is configured");
        });
        if (body.optionalOneOf("recurrence_frequency", RecurringBalance.Recurrence.class)
                .filter(RecurringBalance.Recurrence.DAILY::equals)
                .isPresent()) {
            throw body.invalid("recurrence_frequency", "DAILY does not go with subscription_config");
        }
    }

    /** An item that was {@link #read} and kept. */
    RecurringBalance kept(Body body, Head head) {
        return kept(
                body,
                head,
                body.optionalObject(LINK)
                        .map(config -> SeatLink.read(config, TemporaryIds.NONE))
                        .orElse(null));
    }

    /** An item as its contract showed it once, which says the product in a form of its own. */
    RecurringBalance shown(ObjectNode shown, RecurringBalance now) {
        ObjectNode terms = shown.deepCopy();
        terms.set("product_id", shown.at("/product/id"));
        return kept(Body.of(terms, ""), new Head(now.id(), now.type(), now.createdAt()));
    }

    private RecurringBalance kept(Body body, Head head, @Nullable SeatLink link) {
        BalanceTerms terms = new BalanceTerms(
                new ProductId(body.uuid("product_id")),
                body.optionalText("name").orElse(null),
                body.optionalText("description").orElse(null),
                body.decimal("priority"),
                AppliesToRequests.kept(body),
                body.optionalOneOf("rate_type", RateType.class).orElse(RateType.LIST_RATE),
                BalanceRequests.rolloverFraction(body).orElse(null),
                Map.of(),
                new BalanceTerms.Sale(
                        body.optionalText(BalanceRequests.NETSUITE).orElse(null), null));
        Optional<Body> rounding = body.optionalObject(ROUNDING);
        rounding.ifPresent(both -> both.knowsOnly(Set.of("access", "invoice")));
        return new RecurringBalance(
                head.id(),
                head.type(),
                terms,
                SharedAccess.read(body, BalanceScope.ChildAccess.NONE),
                amount(body.object("access_amount"), rounding.flatMap(both -> both.optionalObject("access"))),
                body.optionalObject("invoice_amount")
                        .map(invoice -> charged(invoice, rounding.flatMap(both -> both.optionalObject("invoice"))))
                        .orElse(null),
                schedule(body),
                link,
                head.createdAt());
    }

    private static RecurringBalance.Schedule schedule(Body body) {
        Body duration = body.object("commit_duration");
        duration.knowsOnly(Set.of("value", "unit"));
        duration.optionalOneOf("unit", DurationUnit.class);
        return new RecurringBalance.Schedule(
                body.instant("starting_at"),
                body.optionalInstant("ending_before").orElse(null),
                body.optionalOneOf("recurrence_frequency", RecurringBalance.Recurrence.class)
                        .orElse(null),
                body.optionalOneOf("proration", RecurringBalance.Proration.class)
                        .orElse(RecurringBalance.Proration.FIRST_AND_LAST),
                duration.integer("value", 1, RecurringBalance.MOST_PERIODS));
    }

    private RecurringBalance.Amount charged(Body body, Optional<Body> rounding) {
        RecurringBalance.Amount charged = amount(body, rounding);
        if (!charged.unit().isCurrency()) {
            throw body.invalid(
                    "credit_type_id",
                    charged.unit().name() + " is a custom pricing unit; what is invoiced is in a currency");
        }
        return charged;
    }

    private RecurringBalance.Amount amount(Body body, Optional<Body> rounding) {
        body.knowsOnly(Set.of("credit_type_id", "unit_price", "quantity"));
        CreditType unit = pricing.creditType(body.uuid("credit_type_id"))
                .orElseThrow(() -> body.invalid("credit_type_id", "no credit type has this id"));
        BigDecimal quantity = body.optionalDecimal("quantity").orElse(BigDecimal.ONE);
        BigDecimal unitPrice = body.decimal("unit_price");
        if (unitPrice.signum() < 0 || quantity.signum() < 0) {
            throw body.invalid(unitPrice.signum() < 0 ? "unit_price" : "quantity", "must not be negative");
        }
        return new RecurringBalance.Amount(
                unit,
                unitPrice,
                quantity,
                rounding.map(RecurringRequests::rounding).orElse(null));
    }

    private static RecurringBalance.Rounding rounding(Body body) {
        body.knowsOnly(Set.of("decimal_places", "rounding_method"));
        return new RecurringBalance.Rounding(
                RoundingMode.valueOf(
                        body.oneOf("rounding_method", RoundingWord.class).name()),
                body.integer("decimal_places", -MOST_DECIMALS, MOST_DECIMALS));
    }

    /**
     * The item with an update laid over it and checked as a whole; {@code null} takes away the end and the roundings, and says
     * nothing of what an item always has.
     *
     * @param path where the update stands in the request
     */
    RecurringBalance updated(RecurringBalance old, Body update, String path, Contract contract) {
        ObjectNode terms = of(old);
        for (String amount : Set.of("access_amount", "invoice_amount")) {
            update.optionalObject(amount).ifPresent(asked -> {
                asked.knowsOnly(Set.of("unit_price", "quantity"));
                if (!terms.has(amount)) {
                    throw update.invalid(amount, "there is none to update");
                }
                asked.fields()
                        .forEach(field -> asked.json(field)
                                .ifPresent(value -> terms.withObject(amount).set(field, value)));
            });
        }
        update.json("rate_type").ifPresent(type -> terms.set("rate_type", type));
        replace(terms, "ending_before", update.json("ending_before").orElse(null), update.mentions("ending_before"));
        round(terms, update);
        return checked(
                Body.of(terms, path), new Head(old.id(), old.type(), old.createdAt()), contract, TemporaryIds.NONE);
    }

    /** How the access and how the payment is rounded, each for itself; {@code null} for the usual, of one or of both. */
    private static void round(ObjectNode terms, Body update) {
        Optional<Body> asked = update.optionalObject(ROUNDING);
        asked.ifPresent(both -> {
            ObjectNode rounding = terms.withObject(ROUNDING);
            both.fields()
                    .forEach(half -> replace(rounding, half, both.json(half).orElse(null), true));
        });
        boolean isNoneLeft = asked.isPresent() && terms.path(ROUNDING).isEmpty();
        if (isNoneLeft || asked.isEmpty() && update.mentions(ROUNDING)) {
            terms.remove(ROUNDING);
        }
    }

    private static void replace(ObjectNode terms, String field, @Nullable JsonNode value, boolean mentioned) {
        if (value != null) {
            terms.set(field, value);
        } else if (mentioned) {
            terms.remove(field);
        }
    }

    /** As it is kept: what was read, with what was left out by its usual value. */
    static ObjectNode of(RecurringBalance item) {
        BalanceTerms terms = item.terms();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("product_id", terms.product().toString());
        putText(node, "name", terms.name());
        putText(node, "description", terms.description());
        putText(node, BalanceRequests.NETSUITE, terms.sale().netsuiteSalesOrderId());
        node.put("priority", terms.priority());
        node.put("rate_type", terms.rateType().name());
        if (terms.rolloverFraction() != null) {
            node.put("rollover_fraction", terms.rolloverFraction());
        }
        node.setAll(BalanceViews.targets(terms.appliesTo()));
        SharedAccess.show(item.children(), node);
        ObjectNode access = amount(item.access());
        if (item.link() != null) {
            access.remove("quantity");
        }
        node.set("access_amount", access);
        ObjectNode rounding = Json.MAPPER.createObjectNode();
        putRounding(rounding, "access", item.access());
        if (item.invoice() != null) {
            node.set("invoice_amount", amount(item.invoice()));
            putRounding(rounding, "invoice", item.invoice());
        }
        if (!rounding.isEmpty()) {
            node.set(ROUNDING, rounding);
        }
        putSchedule(node, item.schedule());
        if (item.link() != null) {
            node.set(LINK, item.link().view());
        }
        return node;
    }

    private static void putSchedule(ObjectNode node, RecurringBalance.Schedule schedule) {
        node.put("starting_at", Json.instant(schedule.startingAt()));
        putText(node, "ending_before", schedule.endingBefore() == null ? null : Json.instant(schedule.endingBefore()));
        putText(
                node,
                "recurrence_frequency",
                schedule.recurrence() == null ? null : schedule.recurrence().name());
        node.put("proration", schedule.proration().name());
        node.putObject("commit_duration").put("value", schedule.duration()).put("unit", DurationUnit.PERIODS.name());
    }

    private static ObjectNode amount(RecurringBalance.Amount amount) {
        return Json.MAPPER
                .createObjectNode()
                .put("credit_type_id", amount.unit().id().toString())
                .put("unit_price", amount.unitPrice())
                .put("quantity", amount.quantity());
    }

    private static void putRounding(ObjectNode node, String of, RecurringBalance.Amount amount) {
        RecurringBalance.Rounding rounding = amount.rounding();
        if (rounding != null) {
            node.putObject(of)
                    .put("rounding_method", rounding.method().name())
                    .put("decimal_places", rounding.decimalPlaces());
        }
    }

    private static void putText(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
