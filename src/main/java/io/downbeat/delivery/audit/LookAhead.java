package io.downbeat.delivery.audit;

import io.downbeat.contracts.ContractId;
import io.downbeat.delivery.Preflight.Verdict;
import io.downbeat.platform.DueWork;
import io.downbeat.platform.Refused;
import io.downbeat.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Once a day, every configuration that a segment of the next 35 days leads to is checked, and a notice stands for each that
 * is not ready until it is. A server that dies in the middle loses a handful of them to the next day's round.
 */
class LookAhead implements DueWork {
    static final Duration AHEAD = Duration.ofDays(35);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int AT_ONCE = 10;

    private record Batch(List<NoticeStore.Coming> coming) {}

    private final NoticeStore notices;
    private final Preflights preflights;
    private final Transactions transactions;

    LookAhead(NoticeStore notices, Preflights preflights, Transactions transactions) {
        this.notices = notices;
        this.preflights = preflights;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "look_ahead";
    }

    @Override
    public Optional<Instant> nextDue() {
        return notices.due();
    }

    @Override
    public int runDue(Instant now) {
        Optional<Batch> batch = transactions.in(() -> notices.claim(now).map(after -> next(after, now)));
        batch.ifPresent(found -> found.coming.forEach(each -> look(each, now)));
        return batch.isPresent() ? 1 : 0;
    }

    /** The round goes on, or is over for today, before any provider is asked: no transaction stays open over a call. */
    private Batch next(UUID after, Instant now) {
        List<NoticeStore.Coming> coming = notices.coming(after, now, now.plus(AHEAD), AT_ONCE);
        if (coming.size() == AT_ONCE) {
            notices.move(now, coming.getLast().configuration());
        } else {
            notices.move(now.plus(DAY), null);
            notices.endPast(now);
        }
        return new Batch(coming);
    }

    private void look(NoticeStore.Coming coming, Instant now) {
        Preflights.Report report;
        try {
            report = preflights.ofSegment(new ContractId(coming.contract()), coming.effectiveAt());
        } catch (Refused replaced) {
            return;
        }
        if (!report.ok()) {
            notices.raise(
                    coming,
                    report.points().stream()
                            .filter(point -> point.verdict() == Verdict.FAILED)
                            .map(point -> point.name() + ": " + point.detail())
                            .collect(Collectors.joining("; ")),
                    now);
        } else if (report.points().stream().noneMatch(point -> point.verdict() == Verdict.UNKNOWN)) {
            notices.end(coming.configuration(), now);
        }
    }
}
