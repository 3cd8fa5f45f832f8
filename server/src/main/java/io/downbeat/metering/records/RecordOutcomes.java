package io.downbeat.metering.records;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.metering.RecordRef;
import io.downbeat.metering.configurations.Refusals;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes down what became of records, and what follows: amounts that return to the pool, a configuration that is stopped,
 * an account that is held back.
 */
final class RecordOutcomes {
    private final MeteringRecordStore records;
    private final MeterReadingStore readings;
    private final RecordConsequences consequences;
    private final Refusals refusals;
    private final MeteredAccounts accounts;
    private final MeterLog log;
    private final Transactions transactions;

    RecordOutcomes(
            MeteringRecordStore records,
            MeterReadingStore readings,
            RecordConsequences consequences,
            Refusals refusals,
            MeteredAccounts accounts,
            MeterLog log,
            Transactions transactions) {
        this.records = records;
        this.readings = readings;
        this.consequences = consequences;
        this.refusals = refusals;
        this.accounts = accounts;
        this.log = log;
        this.transactions = transactions;
    }

    /** A record that is not sent (again). */
    void unsent(ClaimedRecord record, RecordVerdict verdict, Instant now) {
        transactions.run(() -> write(Map.of(record, verdict), false, now));
    }

    /** A request that the provider refused as a whole and kept nothing of. */
    void withoutEffect(List<ClaimedRecord> batch, BatchAnswer.Receipt receipt, Instant now) {
        transactions.run(() -> {
            records.ended(batch, batch.stream().map(record -> "BISECTED").toList(), receipt, now);
            records.answered(batch);
        });
    }

    void sentAlike(List<ClaimedRecord> batch, RecordAnswer answer, BatchAnswer.Receipt receipt, Instant now) {
        Map<UUID, RecordAnswer> answers = new LinkedHashMap<>();
        batch.forEach(record -> answers.put(record.frozen().id(), answer));
        sent(batch, answers, receipt, now);
    }

    void sent(List<ClaimedRecord> batch, Map<UUID, RecordAnswer> answers, BatchAnswer.Receipt receipt, Instant now) {
        Map<ClaimedRecord, RecordVerdict> verdicts = new LinkedHashMap<>();
        for (ClaimedRecord record : batch) {
            RecordAnswer answer = answers.getOrDefault(record.frozen().id(), MISSING);
            verdicts.put(record, RecordVerdict.of(record, answer, now));
        }
        transactions.run(() -> {
            write(verdicts, true, now);
            records.ended(
                    batch,
                    verdicts.values().stream().map(RecordOutcomes::outcome).toList(),
                    receipt,
                    now);
            follow(batch, answers, now);
        });
        log.heard(batch.getFirst(), answers.values());
    }

    /** An intermediary was asked what became of a record. It never gives an amount back, so no invoice is touched. */
    void read(ClaimedRecord record, RecordAnswer answer, Instant now) {
        RecordVerdict verdict = RecordVerdict.ofReading(record, answer, now);
        transactions.run(() -> {
            consequences.lock(Map.of(record, verdict));
            if (readings.settle(record, verdict)) {
                consequences.follow(record, verdict, now);
                if (verdict.state().isSettled()) {
                    consequences.wake(List.of(record.frozen().ref()));
                }
                follow(List.of(record), Map.of(record.frozen().id(), answer), now);
            }
        });
    }

    private static final RecordAnswer MISSING = new RecordAnswer.NoAnswer("the answer does not mention this record");

    private static String outcome(RecordVerdict verdict) {
        return verdict.code() == null ? verdict.state().name() : verdict.code();
    }

    private void write(Map<ClaimedRecord, RecordVerdict> verdicts, boolean wasSent, Instant now) {
        consequences.lock(verdicts);
        List<RecordRef> settled = new ArrayList<>();
        verdicts.forEach((record, verdict) -> {
            if (records.settle(record, verdict, wasSent)) {
                consequences.follow(record, verdict, now);
                if (verdict.state().isSettled()) {
                    settled.add(record.frozen().ref());
                }
            }
        });
        consequences.wake(settled);
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
                .filter(record -> answers.get(record.frozen().id()) instanceof RecordAnswer.Accepted)
                .map(record -> record.frozen().configurationRef())
                .toList();
        // An intermediary that takes a record shows that the account works, not that the marketplace takes its records.
        if (!accepted.isEmpty() || answers.values().stream().anyMatch(RecordAnswer.Submitted.class::isInstance)) {
            refusals.accepted(accepted);
            accounts.wentThrough(any, now);
        }
        accounts.heed(any, answers.values(), now);
    }
}
