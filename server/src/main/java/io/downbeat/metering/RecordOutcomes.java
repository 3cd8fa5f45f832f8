package io.downbeat.metering;

import io.downbeat.delivery.Deliveries;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes down what became of slots, and what follows: amounts that return to the pool, a configuration that is stopped,
 * an account that is held back. Always locks configurations, then streams, then slots.
 */
final class RecordOutcomes {
    /** So many refusals in a row, and metering to the configuration stops until a person has looked. */
    static final int REFUSALS = 3;

    private final MeteringRecordStore slots;
    private final MeterReadingStore readings;
    private final MeteredInvoiceStateStore streams;
    private final MeteredConfigurationStore configurations;
    private final MeteredAccounts accounts;
    private final MeteringIncidents incidents;
    private final MeteringDisabled disabled;
    private final MeteredInvoiceStore invoices;
    private final Deliveries deliveries;
    private final Transactions transactions;
    private final MeterLog log = new MeterLog();

    RecordOutcomes(
            MeteringRecordStore slots,
            MeterReadingStore readings,
            MeteredInvoiceStateStore streams,
            MeteredConfigurationStore configurations,
            MeteredAccounts accounts,
            MeteringIncidents incidents,
            MeteringDisabled disabled,
            MeteredInvoiceStore invoices,
            Deliveries deliveries,
            Transactions transactions) {
        this.slots = slots;
        this.readings = readings;
        this.streams = streams;
        this.configurations = configurations;
        this.accounts = accounts;
        this.incidents = incidents;
        this.disabled = disabled;
        this.invoices = invoices;
        this.deliveries = deliveries;
        this.transactions = transactions;
    }

    /** A slot that is not sent (again). */
    void unsent(ClaimedRecord slot, RecordVerdict verdict, Instant now) {
        transactions.run(() -> write(Map.of(slot, verdict), false, now));
    }

    /** A request that the provider refused as a whole and kept nothing of. */
    void withoutEffect(List<ClaimedRecord> batch, BatchAnswer.Receipt receipt, Instant now) {
        transactions.run(() -> {
            slots.ended(batch, batch.stream().map(slot -> "BISECTED").toList(), receipt, now);
            slots.answered(batch);
        });
    }

    void sentAlike(List<ClaimedRecord> batch, RecordAnswer answer, BatchAnswer.Receipt receipt, Instant now) {
        Map<UUID, RecordAnswer> answers = new LinkedHashMap<>();
        batch.forEach(slot -> answers.put(slot.frozen().id(), answer));
        sent(batch, answers, receipt, now);
    }

    void sent(List<ClaimedRecord> batch, Map<UUID, RecordAnswer> answers, BatchAnswer.Receipt receipt, Instant now) {
        Map<ClaimedRecord, RecordVerdict> verdicts = new LinkedHashMap<>();
        for (ClaimedRecord slot : batch) {
            RecordAnswer answer = answers.getOrDefault(slot.frozen().id(), MISSING);
            verdicts.put(slot, RecordVerdict.of(slot, answer, now));
        }
        transactions.run(() -> {
            write(verdicts, true, now);
            slots.ended(
                    batch,
                    verdicts.values().stream().map(RecordOutcomes::outcome).toList(),
                    receipt,
                    now);
            follow(batch, answers, now);
        });
        log.heard(batch.getFirst(), answers.values());
    }

    /** A carrier was asked what became of a record. It never gives an amount back, so no stream is touched. */
    void read(ClaimedRecord slot, RecordAnswer answer, Instant now) {
        RecordVerdict verdict = RecordVerdict.ofReading(slot, answer, now);
        transactions.run(() -> {
            if (verdict.refusal()) {
                configurations.lock(List.of(slot.frozen().configurationRef()));
            }
            if (readings.settle(slot, verdict)) {
                consequences(slot, verdict, now);
                if (verdict.state().isSettled()) {
                    wake(List.of(slot.frozen().ref()));
                }
                follow(List.of(slot), Map.of(slot.frozen().id(), answer), now);
            }
        });
    }

    private static final RecordAnswer MISSING = new RecordAnswer.NoAnswer("the answer does not mention this record");

    private static String outcome(RecordVerdict verdict) {
        return verdict.code() == null ? verdict.state().name() : verdict.code();
    }

    private void write(Map<ClaimedRecord, RecordVerdict> verdicts, boolean wasSent, Instant now) {
        List<RecordRef> givenBack = verdicts.entrySet().stream()
                .filter(each -> each.getValue().state().gaveBack())
                .map(each -> each.getKey().frozen().ref())
                .toList();
        if (!givenBack.isEmpty()) {
            configurations.lock(verdicts.keySet().stream()
                    .map(slot -> slot.frozen().configurationRef())
                    .toList());
            streams.lockPartsOf(givenBack);
        }
        List<RecordRef> settled = new ArrayList<>();
        verdicts.forEach((slot, verdict) -> {
            if (slots.settle(slot, verdict, wasSent)) {
                consequences(slot, verdict, now);
                if (verdict.state().isSettled()) {
                    settled.add(slot.frozen().ref());
                }
            }
        });
        wake(settled);
    }

    /**
     * Whether another record of the invoice is still open is the delivery's to see: two that settle at the same moment do
     * not see each other, and each taking the other for open would wake nobody.
     */
    private void wake(List<RecordRef> settled) {
        if (!settled.isEmpty()) {
            deliveries.wake(invoices.withPartsIn(settled));
        }
    }

    private void consequences(ClaimedRecord slot, RecordVerdict verdict, Instant now) {
        UUID id = slot.frozen().id();
        if (verdict.state().gaveBack()) {
            streams.giveBack(slot.frozen().ref(), now);
        }
        if (verdict.refusal()) {
            countRefusal(slot, verdict, now);
        }
        if (verdict.state() == RecordState.EXPIRED) {
            Transactions.afterCommit(() -> log.expired(slot, verdict));
        }
        if (verdict.state() == RecordState.PARKED) {
            incidents.raise(
                    MeteringIncidents.Kind.SLOT_PARKED, id, String.valueOf(verdict.error()), slot.deadline(), now);
        }
        if (verdict.state().isSettled()) {
            incidents.end(MeteringIncidents.Kind.DEADLINE_NEAR, id, now);
            incidents.end(MeteringIncidents.Kind.DEADLINE_CLOSE, id, now);
        }
    }

    private void countRefusal(ClaimedRecord slot, RecordVerdict verdict, Instant now) {
        ConfigurationRef key = slot.frozen().configurationRef();
        UUID configuration = key.configuration().value();
        if (configurations.refused(key) >= REFUSALS) {
            String reason = "the marketplace refused " + REFUSALS + " records in a row: " + verdict.error()
                    + "; metering stops until a person lets it go on: POST /downbeat/v1/metering/configurations/"
                    + configuration + "/resume, or credentials for the whole account: POST"
                    + " /downbeat/v1/deliveryMethods/" + slot.frozen().deliveryMethod() + "/credentials";
            if (configurations.stop(key, reason, now)) {
                disabled.tell(key);
            }
            incidents.raise(
                    MeteringIncidents.Kind.METERING_STOPPED,
                    configuration,
                    reason + ", or the contract is moved to another provider; what is due stays visible on its"
                            + " invoices (GET /downbeat/v1/invoices/{id}/metering)",
                    null,
                    now);
        }
    }

    /** What the answers say about the account and the configurations as a whole. */
    private void follow(List<ClaimedRecord> batch, Map<UUID, RecordAnswer> answers, Instant now) {
        ClaimedRecord any = batch.getFirst();
        for (RecordAnswer answer : answers.values()) {
            if (answer instanceof RecordAnswer.AccountRefused refused) {
                accounts.refused(any, refused, now);
                return;
            }
        }
        List<ConfigurationRef> accepted = batch.stream()
                .filter(slot -> answers.get(slot.frozen().id()) instanceof RecordAnswer.Accepted)
                .map(slot -> slot.frozen().configurationRef())
                .toList();
        // A carrier that takes a record shows that the account works, not that the marketplace takes its records.
        if (!accepted.isEmpty() || answers.values().stream().anyMatch(RecordAnswer.Submitted.class::isInstance)) {
            configurations.accepted(accepted);
            accounts.wentThrough(any, now);
        }
        accounts.heed(any, answers.values(), now);
    }
}
