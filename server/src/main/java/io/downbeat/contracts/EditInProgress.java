package io.downbeat.contracts;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One edit while it is being worked out: the contract as the updates so far leave it, and what the history will say.
 * Stores nothing.
 */
final class EditInProgress {
    /** In characters of JSON: as many items to add, update and remove as a charge can have. */
    private static final int LARGEST_SCHEDULE = 1_000_000;

    /** @param dollar one dollar, or another currency's whole unit, in the contract's currency unit */
    record Readers(
            Configurations configurations,
            ChargeTerms charges,
            ThresholdTerms thresholds,
            ContractViews views,
            BigDecimal dollar) {}

    private final ContractState before;
    private final Body body;
    private final Readers readers;
    private final UUID id;
    private final Ids ids;
    private final Instant now;
    private final ObjectNode changes = Json.MAPPER.createObjectNode();
    private ContractState state;

    EditInProgress(ContractState before, Body body, Readers readers, Ids ids, Instant now) {
        this.before = before;
        this.body = body;
        this.readers = readers;
        this.ids = ids;
        this.id = ids.next();
        this.now = now;
        this.state = before;
    }

    ContractState before() {
        return before;
    }

    ContractState state() {
        return state;
    }

    ObjectNode changes() {
        return changes;
    }

    UUID id() {
        return id;
    }

    Instant now() {
        return now;
    }

    /** Everything but the billing provider. The end first: charges must lie inside the contract's new dates. */
    void changeTerms() {
        if (body.mentions("update_contract_end_date")) {
            changeEnd(ContractRequests.end(
                            body, "update_contract_end_date", before.contract().startingAt())
                    .orElse(null));
        }
        if (body.mentions("update_contract_name")) {
            String name = body.optionalText("update_contract_name").orElse(null);
            state = state.with(state.contract().withName(name));
            changes.put("update_contract_name", name);
        }
        if (body.mentions("update_net_payment_terms_days")) {
            int days = ContractRequests.netPaymentTermsDays(body, "update_net_payment_terms_days");
            state = state.with(state.contract().withNetPaymentTermsDays(days));
            changes.put("update_net_payment_terms_days", days);
        }
        body.optionalObjects("archive_scheduled_charges").forEach(this::archiveCharge);
        body.optionalObjects("update_scheduled_charges").forEach(this::updateCharge);
        body.optionalObjects("add_scheduled_charges").forEach(this::addCharge);
        changeThresholds();
    }

    /** An earlier end takes the charges behind it away; a later one does not bring them back. */
    void changeEnd(@Nullable Instant end) {
        state = state.with(state.contract().withEnd(end));
        if (end != null) {
            state = state.withCharges(state.terms().charges().stream()
                    .map(charge -> charge.endingBefore(end, now))
                    .toList());
        }
        if (end == null) {
            // The API's own member has no null; without one of ours the history would not show this edit at all.
            changes.put("remove_contract_end_date", true);
        } else {
            changes.put("update_contract_end_date", Json.instant(end));
        }
    }

    private void archiveCharge(Body asked) {
        asked.knowsOnly(Set.of("id"));
        ScheduledCharge charge = charge(asked, "id");
        if (charge.archivedAt() != null) {
            throw asked.invalid("id", "this charge is archived already");
        }
        state = state.with(charge.archived(now));
        changes.withArray("archive_scheduled_charges")
                .addObject()
                .put("id", charge.id().toString());
    }

    private void updateCharge(Body asked) {
        ScheduledCharge charge = charge(asked, "scheduled_charge_id");
        state = state.with(readers.charges.update(charge, asked, state.contract()));
        ObjectNode entry = changes.withArray("update_scheduled_charges").addObject();
        entry.put("id", charge.id().toString());
        // The published history knows no null: what was left out that way asked for nothing.
        asked.json("invoice_schedule", LARGEST_SCHEDULE)
                .ifPresent(schedule ->
                        entry.set("invoice_schedule", ThresholdTerms.withoutNulls(schedule, "invoice_schedule")));
    }

    private void addCharge(Body asked) {
        ScheduledCharge charge = readers.charges.read(asked, state.contract());
        state = state.with(charge);
        changes.withArray("add_scheduled_charges").add(readers.views.charge(charge));
    }

    private ScheduledCharge charge(Body asked, String field) {
        return state.charge(asked.uuid(field))
                .orElseThrow(() -> asked.invalid(field, "the contract has no such scheduled charge"));
    }

    private void changeThresholds() {
        changeThreshold("spend_threshold_configuration", state.thresholds().spend(), readers.thresholds::spend)
                .ifPresent(changed -> state = state.with(state.thresholds().withSpend(changed)));
        changeThreshold(
                        "prepaid_balance_threshold_configuration",
                        state.thresholds().prepaidBalance(),
                        (terms, path) -> readers.thresholds.prepaidBalance(terms, path, readers.dollar))
                .ifPresent(changed -> state = state.with(state.thresholds().withPrepaidBalance(changed)));
    }

    private interface ThresholdReader {
        ThresholdConfiguration read(JsonNode terms, String path);
    }

    private Optional<ThresholdConfiguration> changeThreshold(
            String name, @Nullable ThresholdConfiguration old, ThresholdReader reader) {
        String add = "add_" + name;
        String update = "update_" + name;
        Optional<JsonNode> added = body.json(add);
        Optional<JsonNode> updated = body.json(update);
        if (added.isPresent()) {
            if (old != null || updated.isPresent()) {
                throw body.invalid(add, "the contract has one already; use " + update);
            }
            ThresholdConfiguration made = reader.read(added.get(), add);
            changes.set(add, made.terms());
            return Optional.of(made);
        }
        if (updated.isPresent()) {
            if (old == null) {
                throw body.invalid(update, "the contract has none; use " + add);
            }
            body.object(update);
            ThresholdConfiguration made = reader.read(ThresholdTerms.merged(old, updated.get()), update);
            changes.set(update, updated.get());
            return Optional.of(made);
        }
        return Optional.empty();
    }

    void changeProvider(ProviderChange asked, ConfigurationChoice.Usable target) {
        var request = new ProviderSchedule.ChangeRequest(
                target.configuration(), target.kind(), asked.effectiveAt(), ids.next(), id);
        ProviderSchedule schedule =
                readers.configurations.schedule(state.terms().schedule());
        switch (schedule.change(request, state.contract().periods(), state.thresholds(), now)) {
            case ProviderSchedule.Change.NotAllowed(var boundary, var reasons) ->
                throw Refused.invalid(EditContract.PROVIDER_UPDATE, String.join("; ", reasons));
            case ProviderSchedule.Change.Made(var segment, var changed) -> {
                state = state.withSchedule(changed.segments());
                record(asked, segment);
            }
        }
    }

    private void record(ProviderChange asked, ProviderSegment segment) {
        ObjectNode entry = changes.withObject(EditContract.PROVIDER_UPDATE);
        entry.withObject("billing_provider_configuration")
                .put(
                        "billing_provider_configuration_id",
                        segment.configuration() == null
                                ? null
                                : segment.configuration().toString());
        entry.withObject("schedule").put("effective_at", asked.effectiveAt().name());
        entry.put("effective_at", Json.instant(segment.effectiveAt()));
    }

    /** Thresholds and billing providers as the whole edit leaves them; left alone, they stay as they are. */
    void requireConsistent() {
        if (state.thresholds().equals(before.thresholds())) {
            return;
        }
        readers.configurations
                .schedule(state.terms().schedule())
                .objectionTo(state.thresholds(), state.contract().periods(), now)
                .ifPresent(reason -> {
                    throw Refused.rule(reason);
                });
    }
}
