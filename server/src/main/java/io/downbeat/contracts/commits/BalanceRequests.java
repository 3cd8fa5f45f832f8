package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.charges.FixedProducts;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads new commits and credits from requests, of contracts and of customers alike. */
final class BalanceRequests {
    /** A commit is paid on any date; what falls into the past is invoiced at once. */
    static final InvoiceSchedules.Dates ANY_DATE = (timestamp, body, field) -> {};

    private static final Set<String> BOTH = Stream.concat(
                    Stream.of(
                            "access_schedule",
                            "custom_fields",
                            "description",
                            "name",
                            "netsuite_sales_order_id",
                            "priority",
                            "product_id",
                            "rate_type"),
                    AppliesToRequests.FIELDS.stream())
            .collect(Collectors.toUnmodifiableSet());

    /** What the published API knows of a balance, by who holds it. */
    enum Level {
        CONTRACT(
                Set.of("hierarchy_configuration", "rollover_fraction"),
                Set.of(
                        "amount",
                        "invoice_schedule",
                        "payment_gate_config",
                        "spend_tracker_attributes",
                        "temporary_id",
                        "type")),
        CUSTOMER(
                Set.of("applicable_contract_ids", "customer_id", "salesforce_opportunity_id", "uniqueness_key"),
                Set.of("invoice_contract_id", "invoice_schedule", "type"));

        private final Set<String> ofCredits;
        private final Set<String> ofCommits;

        Level(Set<String> own, Set<String> ofCommits) {
            this.ofCredits = together(BOTH, own);
            this.ofCommits = together(ofCredits, ofCommits);
        }

        private static Set<String> together(Set<String> some, Set<String> others) {
            return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
        }
    }

    static final String NETSUITE = "netsuite_sales_order_id";
    private static final String SALESFORCE = "salesforce_opportunity_id";
    private static final String AMOUNT = "amount";
    private static final String TRACKED = "spend_tracker_attributes";

    private enum CommitType {
        PREPAID,
        POSTPAID
    }

    /**
     * Whose balance is being read, and when it is made.
     *
     * @param temporaryIds of what the same request adds
     */
    record Made(
            CustomerId customer, BalanceScope scope, UnknownProducts unknown, Instant now, TemporaryIds temporaryIds) {

        UUID id(Body body, Supplier<UUID> another) {
            return temporaryIds.idOf(body).orElseGet(another);
        }

        private Level level() {
            return scope instanceof BalanceScope.OfContract ? Level.CONTRACT : Level.CUSTOMER;
        }
    }

    /** What can be used when, and what of. */
    private record Access(CreditType unit, List<AccessSegment> segments) {}

    private final FixedProducts products;
    private final InvoiceSchedules schedules;
    private final AppliesToRequests targets;
    private final Pricing pricing;
    private final CustomFields fields;
    private final Ids ids;

    BalanceRequests(
            FixedProducts products,
            InvoiceSchedules schedules,
            AppliesToRequests targets,
            Pricing pricing,
            CustomFields fields,
            Ids ids) {
        this.products = products;
        this.schedules = schedules;
        this.targets = targets;
        this.pricing = pricing;
        this.fields = fields;
        this.ids = ids;
    }

    /** A new credit, whose invoice schedule is refused: it is given away. */
    Balance credit(Body body, Made made) {
        if (body.has("invoice_schedule")) {
            throw body.invalid("invoice_schedule", "a credit has none");
        }
        body.knowsOnly(made.level().ofCredits);
        return balance(BalanceType.CREDIT, body, made, Optional.empty());
    }

    /** A new commit, paid ahead or in arrears. */
    Balance commit(Body body, Made made) {
        body.knowsOnly(made.level().ofCommits);
        if (body.has(AMOUNT)) {
            throw body.invalid(AMOUNT, "is said by access_schedule, and by invoice_schedule for what is paid");
        }
        CommitType type = body.oneOf("type", CommitType.class);
        Optional<Body> payments = body.optionalObject("invoice_schedule");
        return balance(BalanceType.valueOf(type.name()), body, made, payments);
    }

    private Balance balance(BalanceType type, Body body, Made made, Optional<Body> schedule) {
        BalanceTerms terms = terms(type, body, made.unknown());
        Access access = access(body.object("access_schedule"));
        PaymentSchedule payments = type == BalanceType.CREDIT
                ? null
                : payments(schedule, access.unit()).countedAsDiscounted(countsAsDiscounted(body));
        if (type == BalanceType.POSTPAID && payments != null) {
            requirePaidInArrears(body, access.unit(), access.segments(), payments);
        }
        return new Balance(
                new BalanceId(made.id(body, ids::next)),
                made.customer(),
                scope(made.scope(), body),
                type,
                terms,
                access.unit(),
                access.segments(),
                payments,
                BalanceOrigin.AGREED,
                made.now(),
                null);
    }

    /** {@code spend_tracker_attributes}: nothing else is said of a commit's purchase. */
    private static @Nullable Boolean countsAsDiscounted(Body body) {
        return body.optionalObject(TRACKED)
                .map(tracked -> {
                    tracked.knowsOnly(Set.of("counts_as_discounted"));
                    return tracked.flag("counts_as_discounted");
                })
                .orElse(null);
    }

    /** A contract's with the children that may use it; a customer's is shared by {@code applicable_contract_ids} alone. */
    static BalanceScope scope(BalanceScope before, Body body) {
        return before instanceof BalanceScope.OfContract(UUID contract, BalanceScope.ChildAccess children)
                ? new BalanceScope.OfContract(contract, SharedAccess.read(body, children))
                : before;
    }

    private BalanceTerms terms(BalanceType type, Body body, UnknownProducts unknown) {
        return new BalanceTerms(
                product(body, unknown),
                body.optionalText("name").orElse(null),
                body.optionalText("description").orElse(null),
                body.optionalDecimal("priority").orElse(null),
                targets.read(body, unknown),
                body.optionalOneOf("rate_type", RateType.class).orElse(RateType.LIST_RATE),
                rolloverFraction(body).orElse(null),
                fields.read(body, entity(type)),
                new BalanceTerms.Sale(
                        body.optionalText(NETSUITE).orElse(null),
                        body.optionalText(SALESFORCE).orElse(null)));
    }

    static CustomFieldEntity entity(BalanceType type) {
        return type == BalanceType.CREDIT ? CustomFieldEntity.CONTRACT_CREDIT : CustomFieldEntity.COMMIT;
    }

    /** {@code product_id}, a live FIXED product: what the payments are billed as. */
    ProductId product(Body body, UnknownProducts unknown) {
        return product(body, unknown, null);
    }

    /** @param had the one that it has already, which may be archived since */
    ProductId product(Body body, UnknownProducts unknown, @Nullable ProductId had) {
        ProductId id = new ProductId(body.uuid("product_id"));
        if (pricing.product(id).isEmpty()) {
            throw unknown.refusal(body, "product_id", id);
        }
        return products.read(body, had);
    }

    static Optional<BigDecimal> rolloverFraction(Body body) {
        Optional<BigDecimal> fraction = body.optionalDecimal("rollover_fraction");
        if (fraction.filter(share -> share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0)
                .isPresent()) {
            throw body.invalid("rollover_fraction", "must be between 0 and 1");
        }
        return fraction;
    }

    private Access access(Body schedule) {
        schedule.knowsOnly(Set.of("credit_type_id", "schedule_items"));
        List<Body> items = schedule.objects("schedule_items");
        if (items.isEmpty()) {
            throw schedule.invalid("schedule_items", "must have at least one item");
        }
        List<AccessSegment> segments = new ArrayList<>();
        items.forEach(item -> segments.add(segment(item)));
        return new Access(schedules.unit(schedule), inOrder(segments));
    }

    /** A new item of an access schedule. */
    AccessSegment segment(Body item) {
        item.knowsOnly(Set.of("amount", "starting_at", "ending_before"));
        Instant startingAt = HourBoundary.required(item, "starting_at");
        Instant endingBefore = HourBoundary.end(item, "ending_before", startingAt)
                .orElseThrow(() -> item.invalid("ending_before", "is required"));
        return new AccessSegment(
                new AccessSegmentId(ids.next()), notNegative(item, item.decimal("amount")), startingAt, endingBefore);
    }

    static BigDecimal notNegative(Body item, BigDecimal amount) {
        if (amount.signum() < 0) {
            throw item.invalid("amount", "must not be negative");
        }
        return amount;
    }

    static List<AccessSegment> inOrder(List<AccessSegment> segments) {
        return segments.stream()
                .sorted(Comparator.comparing(AccessSegment::startingAt)
                        .thenComparing(AccessSegment::endingBefore)
                        .thenComparing(AccessSegment::id))
                .toList();
    }

    /** @param unit of the access */
    private PaymentSchedule payments(Optional<Body> asked, CreditType unit) {
        if (asked.isEmpty()) {
            return PaymentSchedule.none(unit);
        }
        Body schedule = asked.get();
        schedule.knowsOnly(Set.of("credit_type_id", "do_not_invoice", "recurring_schedule", "schedule_items"));
        CreditType currency = schedules.currency(schedule);
        return new PaymentSchedule(
                currency,
                schedule.flag("do_not_invoice", false),
                payments(schedules.items(schedule, currency, ANY_DATE)));
    }

    static List<PaymentItem> payments(List<ScheduledCharge.Item> items) {
        return items.stream()
                .map(item -> new PaymentItem(item.id(), item.timestamp(), item.unitPrice(), item.quantity()))
                .toList();
    }

    /** What is left of a postpaid commit is owed once, in its own unit, after it can be used no more. */
    static void requirePaidInArrears(
            Body body, CreditType unit, List<AccessSegment> segments, PaymentSchedule payments) {
        if (!unit.isCurrency()) {
            throw body.invalid(
                    "access_schedule",
                    "a POSTPAID commit is in a currency, since what is left of it is invoiced; " + unit.name()
                            + " is a custom pricing unit");
        }
        if (segments.size() != 1) {
            throw body.invalid("access_schedule", "a POSTPAID commit has exactly one item");
        }
        AccessSegment segment = segments.getFirst();
        if (payments.items().size() != 1 || payments.total().compareTo(segment.amount()) != 0) {
            throw body.invalid("invoice_schedule", "a POSTPAID commit has exactly one item, equal to its access");
        }
        if (!payments.currency().equals(unit)) {
            throw body.invalid("invoice_schedule", "a POSTPAID commit is paid in the credit type of its access");
        }
        if (payments.items().getFirst().timestamp().isBefore(segment.endingBefore())) {
            throw body.invalid("invoice_schedule", "a POSTPAID commit is invoiced at or after the end of its access");
        }
    }
}
