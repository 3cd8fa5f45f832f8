package io.downbeat.metering.records;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Sends frozen records, as many in one request as their connector takes, several accounts at a time.
 *
 * <p>A request is announced in the rows before its first byte leaves. A server that dies in between leaves the records
 * under a lease; the next one finds them with an unanswered attempt and sends the same bytes again, which a marketplace
 * takes as a question: inside the window an identical record changes nothing.
 */
final class SendMeteringRecords implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(SendMeteringRecords.class);
    /** Between the announcement and the first byte. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final int SLOTS_AT_ONCE = 25;
    private static final int REQUESTS_AT_ONCE = 8;
    /**
     * How long one claim may go on beginning requests. Where each record is a request of its own and the marketplace is
     * slow, the rest is free for other servers then, no lease is overrun, no window ends unnoticed in the queue, and the
     * other accounts' turn comes.
     */
    private static final Duration TO_BEGIN = MeteringRecordStore.LEASE.dividedBy(2);

    private final RecordClaims claims;
    private final RecordOutcomes outcomes;
    private final MarketplaceConnectors connectors;
    private final MeteredAccounts accounts;
    private final Duration toBegin;

    @Autowired
    SendMeteringRecords(
            RecordClaims claims, RecordOutcomes outcomes, MarketplaceConnectors connectors, MeteredAccounts accounts) {
        this(claims, outcomes, connectors, accounts, TO_BEGIN);
    }

    SendMeteringRecords(
            RecordClaims claims,
            RecordOutcomes outcomes,
            MarketplaceConnectors connectors,
            MeteredAccounts accounts,
            Duration toBegin) {
        this.claims = claims;
        this.outcomes = outcomes;
        this.connectors = connectors;
        this.accounts = accounts;
        this.toBegin = toBegin;
    }

    @Override
    public String name() {
        return "send_meter_slots";
    }

    @Override
    public Optional<Instant> nextDue() {
        return claims.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        List<List<ClaimedRecord>> batches = new ArrayList<>();
        List<ClaimedRecord> claimed = claims.claim(now, SLOTS_AT_ONCE);
        while (!claimed.isEmpty()) {
            batches.add(claimed);
            claimed = batches.size() < REQUESTS_AT_ONCE ? claims.claim(now, SLOTS_AT_ONCE) : List.of();
        }
        carryAll(batches, now);
        return batches.stream().mapToInt(List::size).sum();
    }

    private void carryAll(List<List<ClaimedRecord>> batches, Instant now) {
        if (batches.size() < 2) {
            batches.forEach(batch -> carry(batch, now));
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            batches.forEach(batch -> threads.execute(Tracing.carried(() -> carryApart(batch, now))));
        }
    }

    private void carryApart(List<ClaimedRecord> batch, Instant now) {
        try {
            carry(batch, now);
        } catch (RuntimeException failure) {
            // Its lease ends by itself, and whoever claims it then sends the same bytes.
            LOG.error("metering records of delivery method {} failed on our side", account(batch), failure);
        }
    }

    private static DeliveryMethodId account(List<ClaimedRecord> batch) {
        return batch.getFirst().frozen().deliveryMethod();
    }

    private void carry(List<ClaimedRecord> batch, Instant now) {
        List<ClaimedRecord> toSend = new ArrayList<>();
        for (ClaimedRecord record : batch) {
            if (record.stopReason() != null) {
                outcomes.unsent(record, RecordVerdict.unsent(record, "Stopped", record.stopReason()), now);
            } else if (!now.isBefore(record.deadline())) {
                outcomes.unsent(record, RecordVerdict.unsent(record, RecordVerdict.EXPIRED, "its window is over"), now);
            } else {
                toSend.add(record);
            }
        }
        if (!toSend.isEmpty()) {
            ClaimedRecord any = toSend.getFirst();
            MarketplaceConnector connector = connectors.to(any.provider(), any.method());
            long began = System.nanoTime();
            for (int from = 0; from < toSend.size(); from += connector.batchLimit()) {
                if (from > 0 && System.nanoTime() - began > toBegin.toNanos()) {
                    claims.letGo(toSend.subList(from, toSend.size()), now, now);
                    return;
                }
                inTurn(connector, toSend.subList(from, Math.min(toSend.size(), from + connector.batchLimit())), now);
            }
        }
    }

    private void inTurn(MarketplaceConnector connector, List<ClaimedRecord> records, Instant now) {
        ProviderAccount account = accounts.of(connector, records.getFirst().frozen());
        Optional<Instant> held = account.heldUntil(now);
        if (held.isPresent()) {
            claims.letGo(records, held.get(), now);
        } else {
            send(connector, account, records, now);
        }
    }

    private void send(
            MarketplaceConnector connector, ProviderAccount account, List<ClaimedRecord> records, Instant now) {
        account.awaitPlace();
        if (!claims.announce(records, now)) {
            // Another server holds one of them by now. Nothing was sent under this claim, so the rest is free again.
            claims.letGo(records, now.plusSeconds(1), now);
            return;
        }
        BatchAnswer answer = Tracing.work("meter", traced(records), () -> ask(connector, records, now));
        slowDown(account, answer);
        if (answer instanceof BatchAnswer.OneIsBad bad && records.size() > 1) {
            // One bad record fails all: halve until it stands alone, and the good ones go through.
            outcomes.withoutEffect(records, bad.receipt(), now);
            List<ClaimedRecord> again =
                    records.stream().map(ClaimedRecord::attemptedOnceMore).toList();
            send(connector, account, again.subList(0, again.size() / 2), now);
            send(connector, account, again.subList(again.size() / 2, again.size()), now);
        } else {
            settle(records, answer, now);
        }
    }

    private static Map<String, ?> traced(List<ClaimedRecord> records) {
        FrozenRecord first = records.getFirst().frozen();
        return Map.of(
                "downbeat.records",
                records.stream().map(record -> record.frozen().id()).toList(),
                "downbeat.configuration_id",
                first.configuration().toString(),
                "downbeat.delivery_method_id",
                first.deliveryMethod().toString());
    }

    /** An answer that cannot be written down is a failure of ours, and must not be asked for until the window ends. */
    private void settle(List<ClaimedRecord> records, BatchAnswer answer, Instant now) {
        try {
            write(records, answer, now);
        } catch (RuntimeException failure) {
            if (Failure.of(failure).passes()) {
                throw failure;
            }
            outcomes.sentAlike(records, OurFailures.answer(LOG, records, failure, now), BatchAnswer.Receipt.NONE, now);
        }
    }

    private void write(List<ClaimedRecord> records, BatchAnswer answer, Instant now) {
        switch (answer) {
            case BatchAnswer.Each each -> outcomes.sent(records, each.answers(), each.receipt(), now);
            case BatchAnswer.All all -> outcomes.sentAlike(records, all.answer(), all.receipt(), now);
            case BatchAnswer.OneIsBad bad -> outcomes.sentAlike(records, bad.answer(), bad.receipt(), now);
        }
    }

    private static void slowDown(ProviderAccount account, BatchAnswer answer) {
        Stream<RecordAnswer> answers = switch (answer) {
            case BatchAnswer.Each each -> each.answers().values().stream();
            case BatchAnswer.All all -> Stream.of(all.answer());
            case BatchAnswer.OneIsBad bad -> Stream.of(bad.answer());
        };
        answers.filter(RecordAnswer.Throttled.class::isInstance)
                .map(RecordAnswer.Throttled.class::cast)
                .max(Comparator.comparing(RecordAnswer.Throttled::wish))
                .ifPresent(longest -> account.tooFast(longest.retryAfter()));
    }

    /** Whatever a connector throws, the request may have arrived. It begins none that the lease would not outlast. */
    private static BatchAnswer ask(MarketplaceConnector connector, List<ClaimedRecord> records, Instant now) {
        List<FrozenRecord> frozen = records.stream().map(ClaimedRecord::frozen).toList();
        try {
            return LeaseTime.within(MeteringRecordStore.LEASE.minus(MARGIN), () -> connector.send(frozen));
        } catch (RuntimeException failure) {
            return new BatchAnswer.All(OurFailures.answer(LOG, records, failure, now), BatchAnswer.Receipt.NONE);
        }
    }
}
