package io.downbeat.preflight;

import static java.util.stream.Collectors.groupingBy;

import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a day at each configuration whose segment begins within 35 days, and raises a notice where an invoice would
 * not get through.
 *
 * <p>Small batches, one account's questions one after the other: the day's checks never crowd out its deliveries. An
 * account that gave no answer is not asked again in the batch. No transaction is open while a provider is asked.
 */
final class RepeatChecks implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatChecks.class);
    private static final int CONTRACTS_AT_ONCE = 100;
    private static final int CHECKS_AT_ONCE = 8;
    private static final Point NOT_ASKED = new Point(
            "credentials", Verdict.UNKNOWN, "the account gave no answer a moment before, so it was not asked");

    private final WatchStore watches;
    private final WatchFutureSegments schedules;
    private final Notices notices;
    private final WatchQuestions questions;
    private final ProviderChecks checks;
    private final Transactions transactions;

    RepeatChecks(
            WatchStore watches,
            WatchFutureSegments schedules,
            Notices notices,
            WatchQuestions questions,
            ProviderChecks checks,
            Transactions transactions) {
        this.watches = watches;
        this.schedules = schedules;
        this.notices = notices;
        this.questions = questions;
        this.checks = checks;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "check_providers";
    }

    @Override
    public Optional<Instant> nextDue() {
        return watches.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        int begun = schedules.letGo(watches.begun(now, CONTRACTS_AT_ONCE), now);
        List<Watch> claimed = watches.claim(now, CHECKS_AT_ONCE);
        if (!claimed.isEmpty()) {
            look(questions.of(claimed), now);
        }
        return begun + claimed.size();
    }

    private void look(List<WatchQuestions.DueCheck> looks, Instant now) {
        Collection<List<WatchQuestions.DueCheck>> accounts = looks.stream()
                .collect(groupingBy(look -> look.question().configuration().deliveryMethodId()))
                .values();
        List<Future<?>> asked = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            accounts.forEach(account -> asked.add(each.submit(() -> ask(account, now))));
        }
        // Closing the executor waited for all. The runner hears of one that failed; its lease ends and it is due again.
        asked.stream()
                .filter(one -> one.state() == Future.State.FAILED)
                .findFirst()
                .ifPresent(failed -> {
                    throw new IllegalStateException("a check failed", failed.exceptionNow());
                });
    }

    private void ask(List<WatchQuestions.DueCheck> account, Instant now) {
        boolean isAway = false;
        for (WatchQuestions.DueCheck look : account) {
            List<Point> points = new ArrayList<>(checks.own(look.question()));
            // What fails without asking needs no request of anybody.
            if (!Notice.hasFailed(points)) {
                points.addAll(isAway ? List.of(NOT_ASKED) : checks.asked(look.question()));
            }
            isAway |= points.stream()
                    .anyMatch(point -> point.name().equals(NOT_ASKED.name()) && point.verdict() == Verdict.UNKNOWN);
            transactions.run(() -> note(look, points, now));
        }
    }

    private void note(WatchQuestions.DueCheck look, List<Point> points, Instant now) {
        Watch watch = look.watch();
        if (!watches.looked(watch, watch.dueAfter(now))) {
            return;
        }
        if (!Notice.hasFailed(points)) {
            notices.updated(watch, points, now);
            return;
        }
        if (notices.raise(watch, points, now)) {
            LOG.warn(
                    "contract {} begins to bill through configuration {} at {}, and that would fail: see"
                            + " /downbeat/v1/notices",
                    watch.contract().value(),
                    watch.configuration(),
                    watch.beginsAt());
        }
    }
}
