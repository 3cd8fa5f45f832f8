package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The head of a contract in requests and answers: its dates, name, rate card, statements and payment terms. No {@link
 * ContractPart}, because every part needs it: it is read before them, and an edit changes it before them.
 */
final class ContractHeader {
    static final Set<String> CREATE_FIELDS = Set.of(
            "custom_fields",
            "ending_before",
            "multiplier_override_prioritization",
            "name",
            "net_payment_terms_days",
            "rate_card_alias",
            "rate_card_id",
            "scheduled_charges_on_usage_invoices",
            "starting_at",
            "usage_statement_schedule");
    static final Set<String> EDIT_FIELDS =
            Set.of("update_contract_end_date", "update_contract_name", "update_net_payment_terms_days");
    private static final int MAX_PAYMENT_TERMS_DAYS = 3650;

    private enum Consolidation {
        ALL
    }

    private record Statements(Frequency frequency, Instant billingAnchorDate) {}

    private record Identity(
            ContractId id, CustomerId customerId, @Nullable Instant archivedAt, Map<String, String> customFields) {
        static Identity of(Contract contract) {
            return new Identity(contract.id(), contract.customer(), contract.archivedAt(), contract.customFields());
        }
    }

    private record V1(
            @JsonUnwrapped Identity identity, @Nullable Consolidation scheduledChargesOnUsageInvoices) {}

    private record V2(
            @JsonUnwrapped Identity identity, Contract.MultiplierPrioritization multiplierOverridePrioritization) {}

    private record Terms(
            Instant createdAt,
            String createdBy,
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable String name,
            int netPaymentTermsDays,
            @Nullable RateCardId rateCardId,
            Statements usageStatementSchedule,
            @Nullable Consolidation scheduledChargesOnUsageInvoices) {
        static Terms of(Contract contract) {
            return new Terms(
                    contract.createdAt(),
                    "api",
                    contract.startingAt(),
                    contract.endingBefore(),
                    contract.name(),
                    contract.netPaymentTermsDays(),
                    contract.rateCard(),
                    new Statements(
                            contract.statements().frequency(),
                            contract.statements().anchor()),
                    consolidation(contract));
        }
    }

    private final Pricing pricing;
    private final CustomFields fields;
    private final Ids ids;

    ContractHeader(Pricing pricing, CustomFields fields, Ids ids) {
        this.pricing = pricing;
        this.fields = fields;
        this.ids = ids;
    }

    /**
     * Reads the head of a new contract.
     *
     * @throws io.downbeat.platform.http.Refused naming the member, if a date is not on a full hour, the end is not after
     *     the start, the rate card is unknown, archived or named twice, or the statements have no such schedule
     */
    ContractPart.Creation create(Body body, CustomerId customer, Instant now) {
        Optional<RateCard> card = rateCard(body);
        Instant startingAt = hour(body, "starting_at").orElseThrow(() -> body.invalid("starting_at", "is required"));
        Instant endingBefore = end(body, "ending_before", startingAt);
        Contract.Fixed fixed = new Contract.Fixed(
                new ContractId(ids.next()),
                customer,
                startingAt,
                card.map(RateCard::id).orElse(null),
                statements(body, startingAt),
                body.optionalObject("usage_statement_schedule")
                        .flatMap(schedule -> schedule.optionalInstant("invoice_generation_starting_at"))
                        .orElse(null),
                body.optionalOneOf("scheduled_charges_on_usage_invoices", Consolidation.class)
                        .isPresent(),
                body.optionalOneOf("multiplier_override_prioritization", Contract.MultiplierPrioritization.class)
                        .orElse(Contract.MultiplierPrioritization.LOWEST_MULTIPLIER),
                fields.read(body, CustomFieldEntity.CONTRACT),
                now);
        Contract contract = new Contract(
                fixed,
                body.optionalText("name").orElse(null),
                endingBefore,
                netPaymentTermsDays(body, "net_payment_terms_days"),
                null);
        return new ContractPart.Creation(
                contract, card.map(RateCard::currency).orElse(null), now, ContractPart.TemporaryIds.NONE);
    }

    /** The head as an edit leaves it; what the history says of that goes into the changes. */
    Contract edit(Contract before, Body body, ObjectNode changes) {
        Contract after = before;
        if (body.mentions("update_contract_end_date")) {
            after = withEnd(after, end(body, "update_contract_end_date", before.startingAt()), changes);
        }
        if (body.mentions("update_contract_name")) {
            String name = body.optionalText("update_contract_name").orElse(null);
            after = after.withName(name);
            changes.put("update_contract_name", name);
        }
        if (body.mentions("update_net_payment_terms_days")) {
            int days = netPaymentTermsDays(body, "update_net_payment_terms_days");
            after = after.withNetPaymentTermsDays(days);
            changes.put("update_net_payment_terms_days", days);
        }
        return after;
    }

    /** The head with another end, or none. */
    static Contract withEnd(Contract before, @Nullable Instant end, ObjectNode changes) {
        if (end == null) {
            // The API's own member has no null; without one of ours the history would not show this edit at all.
            changes.put("remove_contract_end_date", true);
        } else {
            changes.put("update_contract_end_date", Json.instant(end));
        }
        return before.withEnd(end);
    }

    /** The exclusive end of a contract, {@code null} or left out for none. */
    static @Nullable Instant end(Body body, String field, Instant startingAt) {
        Optional<Instant> end = hour(body, field);
        if (end.filter(moment -> !moment.isAfter(startingAt)).isPresent()) {
            throw body.invalid(field, "must be after the contract's starting_at");
        }
        return end.orElse(null);
    }

    /** What the contract's rate card counts in. */
    @Nullable
    CreditType currency(Contract contract) {
        return Optional.ofNullable(contract.rateCard())
                .flatMap(pricing::rateCard)
                .map(RateCard::currency)
                .orElse(null);
    }

    static void show(Contract contract, ObjectNode node, ContractPart.Place place) {
        node.setAll(
                switch (place) {
                    case V1 -> tree(new V1(Identity.of(contract), consolidation(contract)));
                    case V2 -> tree(new V2(Identity.of(contract), contract.multiplierPrioritization()));
                    case TERMS -> tree(Terms.of(contract));
                });
    }

    private static ObjectNode tree(Object view) {
        return Json.MAPPER.valueToTree(view);
    }

    private static @Nullable Consolidation consolidation(Contract contract) {
        return contract.consolidatesScheduledCharges() ? Consolidation.ALL : null;
    }

    /** The price list, by id or by the alias it has when the contract starts. */
    private Optional<RateCard> rateCard(Body body) {
        Optional<RateCardId> byId = body.optionalUuid("rate_card_id").map(RateCardId::new);
        Optional<String> alias = body.optionalText("rate_card_alias");
        if (byId.isPresent() && alias.isPresent()) {
            throw body.invalid("rate_card_alias", "name the rate card either by id or by alias");
        }
        String field = alias.isPresent() ? "rate_card_alias" : "rate_card_id";
        Optional<RateCardId> id = alias.map(name -> pricing.rateCardByAlias(name, body.instant("starting_at")))
                .orElse(byId);
        if (id.isEmpty() && alias.isPresent()) {
            throw body.invalid(field, "no rate card has this alias when the contract starts");
        }
        Optional<RateCard> card = id.map(
                found -> pricing.rateCard(found).orElseThrow(() -> body.invalid(field, "no rate card has this id")));
        if (card.filter(found -> found.archivedAt() != null).isPresent()) {
            throw body.invalid(field, "this rate card is archived");
        }
        return card;
    }

    /** An instant on a full hour: usage is summed by the hour, so nothing can begin or end inside one. */
    private static Optional<Instant> hour(Body body, String field) {
        Optional<Instant> instant = body.optionalInstant(field);
        if (instant.filter(moment -> !moment.equals(moment.truncatedTo(ChronoUnit.HOURS)))
                .isPresent()) {
            throw body.invalid(field, "is required to be on an hour boundary");
        }
        return instant;
    }

    private static int netPaymentTermsDays(Body body, String field) {
        return body.optionalInteger(field, 0, MAX_PAYMENT_TERMS_DAYS).orElse(0);
    }

    /** {@code usage_statement_schedule}; monthly on the first if left out. */
    private static StatementSchedule statements(Body body, Instant startingAt) {
        Optional<Body> found = body.optionalObject("usage_statement_schedule");
        if (found.isEmpty()) {
            return StatementSchedule.standard(startingAt);
        }
        Body schedule = found.get();
        schedule.knowsOnly(Set.of("frequency", "day", "billing_anchor_date", "invoice_generation_starting_at"));
        StatementSchedule.Day day =
                schedule.optionalOneOf("day", StatementSchedule.Day.class).orElse(StatementSchedule.Day.FIRST_OF_MONTH);
        Optional<Instant> anchor = hour(schedule, "billing_anchor_date");
        if ((day == StatementSchedule.Day.CUSTOM_DATE) != anchor.isPresent()) {
            throw schedule.invalid("billing_anchor_date", "goes with day CUSTOM_DATE, and only with it");
        }
        return StatementSchedule.of(schedule.oneOf("frequency", Frequency.class), day, startingAt, anchor.orElse(null));
    }
}
