package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims deliveries that are due and runs many of them at once, each account within the limits of its own.
 *
 * <p>A run may outlast the call that started it: a provider that takes ten seconds to answer must not keep others from
 * being claimed. The clock still waits for it, because {@link #nextDue} names what is under a lease.
 */
class DeliveryWork implements DueWork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWork.class);
    private static final int AT_ONCE = 1024;
    /** Accounts looked at in one go. */
    private static final int ACCOUNTS = 64;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    /** A call of {@link #runDue} that sees no progress for so long lets other work have its turn. */
    private static final Duration WAIT_FOR_ONE = Duration.ofMillis(50);
    /** How soon this server looks again for what fell due meanwhile; the less it found the later. */
    private static final Duration LOOK_SOON = Duration.ofMillis(4);

    private static final Duration LOOK_LATE = Duration.ofMillis(50);
    private static final Duration LOOK_AROUND = Duration.ofMillis(250);

    private final ClaimStore claims;
    private final RunContext runs;
    private final InvoiceRoutes routes;
    private final Transactions transactions;
    private final InstantSource clock;
    private final String owner = UUID.randomUUID().toString();
    private final AccountProbes probes;
    private final ProviderAccounts accounts;
    private final ClaimRooms rooms;
    private final ReentrantLock claiming = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition someEnded = counting.newCondition();
    private final AtomicInteger finished = new AtomicInteger();
    private int inFlight;
    private String after = "";
    private volatile long pause = LOOK_SOON.toNanos();
    private long lookedAround = System.nanoTime();
    private long sawOthers = System.nanoTime() - LOOK_AROUND.toNanos();
    private volatile boolean closed;

    DeliveryWork(
            ClaimStore claims,
            RunContext runs,
            AccountProbes probes,
            ProviderAccounts accounts,
            InvoiceRoutes routes,
            Transactions transactions,
            InstantSource clock) {
        this.claims = claims;
        this.runs = runs;
        this.probes = probes;
        this.accounts = accounts;
        this.rooms = new ClaimRooms(accounts);
        this.routes = routes;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "deliver";
    }

    @Override
    public Optional<Instant> nextDue() {
        return claims.nextDue();
    }

    /** Deliveries that another server finalized are shared out soon. */
    @Override
    public Duration longestSleep() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int runDue(Instant now) {
        long began = System.nanoTime();
        long progress = began;
        int ended = finished.get();
        while (System.nanoTime() - began < LONGEST_CALL.toNanos() && !closed) {
            int started = startDue(now);
            if (started > 0 || finished.get() != ended) {
                progress = System.nanoTime();
                ended = finished.get();
            } else if (inFlight() == 0 || System.nanoTime() - progress > WAIT_FOR_ONE.toNanos()) {
                break;
            }
            pause = started > 0 ? LOOK_SOON.toNanos() : Math.min(2 * pause, LOOK_LATE.toNanos());
            awaitRoom();
        }
        return finished.getAndSet(0);
    }

    private int startDue(Instant now) {
        claiming.lock();
        try {
            seeOthers();
            Instant latest = clock.instant().isAfter(now) ? clock.instant() : now;
            int started = closed ? 0 : claimInTurn(latest);
            return closed ? 0 : started + recheckOpenCircuits(started == 0, latest);
        } finally {
            claiming.unlock();
        }
    }

    /** Whoever begins to send to an account where this server does takes part of its pace within this interval. */
    private void seeOthers() {
        if (System.nanoTime() - sawOthers >= LOOK_AROUND.toNanos()) {
            sawOthers = System.nanoTime();
            accounts.sharedWith(claims.elsewhere(owner));
        }
    }

    /** Goes on with the accounts where it stopped the last time, until something was claimed or all were seen. */
    private int claimInTurn(Instant now) {
        boolean sawTheFirst = false;
        while (true) {
            sawTheFirst |= after.isEmpty();
            List<ClaimStore.Waiting> some = claims.waiting(after, ACCOUNTS, now);
            boolean sawTheLast = some.size() < ACCOUNTS;
            after = sawTheLast ? "" : some.getLast().account().account();
            int started = claim(some.stream().filter(ClaimStore.Waiting::isDue).toList(), now);
            if (started > 0 || sawTheFirst && sawTheLast) {
                return started;
            }
        }
    }

    private int claim(List<ClaimStore.Waiting> due, Instant now) {
        Map<AccountKey, InvoiceRoute> known = new LinkedHashMap<>();
        // Written by a newer server that shares the database, where no route is found: for that one to take.
        due.forEach(
                one -> routes.find(one.provider(), one.method()).ifPresent(route -> known.put(one.account(), route)));
        List<ClaimStore.Room> free = rooms.free(known, AT_ONCE - inFlight());
        if (free.isEmpty()) {
            return 0;
        }
        List<Claim> claimed = transactions.apart(() -> claims.claim(owner, free, now));
        rooms.claimed(free, claimed);
        claimed.forEach(this::start);
        return claimed.size();
    }

    /** Few accounts are held back and few servers die, so a busy server looks at that now and then only. */
    private int recheckOpenCircuits(boolean idle, Instant now) {
        if (!idle && System.nanoTime() - lookedAround < LOOK_AROUND.toNanos()) {
            return 0;
        }
        lookedAround = System.nanoTime();
        int freed = transactions.apart(() -> claims.endLeases(now));
        int expired = probes.expire(routes, now);
        List<AccountProbes.Probe> halfOpen = probes.claim(now);
        halfOpen.forEach(probe -> start(probe, now));
        return freed + expired + halfOpen.size();
    }

    private void start(AccountProbes.Probe probe, Instant now) {
        route(probe.waiting()).ifPresent(route -> {
            ProviderAccount account = account(probe.waiting(), route);
            route.account()
                    .ifPresent(
                            remote -> start("probe", probe.waiting(), () -> probes.run(probe, remote, account, now)));
        });
    }

    private void start(Claim claim) {
        route(claim.delivery()).ifPresent(route -> {
            ProviderAccount account = account(claim.delivery(), route);
            account.limiter().entered();
            start("delivery", claim.delivery(), () -> {
                try {
                    new DeliveryRun(runs, route, account, claim).run();
                } finally {
                    account.limiter().left();
                }
            });
        });
    }

    /** What was claimed was looked at before; a probe may be the first that this server asks of an account. */
    private ProviderAccount account(Delivery delivery, InvoiceRoute route) {
        return accounts.find(delivery.accountKey())
                .orElseGet(() -> rooms.of(claims.accountKey(delivery.accountKey()), route));
    }

    private Optional<InvoiceRoute> route(Delivery delivery) {
        Optional<InvoiceRoute> found = routes.find(delivery.provider(), delivery.method());
        if (found.isEmpty()) {
            // Written by a newer server that shares the database: back when the lease ends, for that one to take.
            LOG.warn("no route here for delivery {}", delivery.id());
        }
        return found;
    }

    private void start(String what, Delivery delivery, Runnable run) {
        count(1);
        Thread.ofVirtual().name(what + "-" + delivery.id()).start(Tracing.carried(() -> {
            try {
                run.run();
            } catch (RuntimeException failure) {
                // Its lease ends by itself; what was announced becomes UNKNOWN then.
                LOG.error("{} {} failed on our side", what, delivery.id(), failure);
            } finally {
                finished.incrementAndGet();
                count(-1);
            }
        }));
    }

    private void count(int change) {
        counting.lock();
        try {
            inFlight += change;
            someEnded.signalAll();
        } finally {
            counting.unlock();
        }
    }

    int inFlight() {
        counting.lock();
        try {
            return inFlight;
        } finally {
            counting.unlock();
        }
    }

    /** Until accounts that have more take more, nothing is under way any more, or somebody else may have become due. */
    private void awaitRoom() {
        long until = System.nanoTime() + pause;
        counting.lock();
        try {
            long left = until - System.nanoTime();
            while (left > 0 && inFlight > 0 && !rooms.takeMore(AT_ONCE - inFlight)) {
                someEnded.awaitNanos(left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            counting.unlock();
        }
    }

    /** Claims nothing more; what is under way ends within its own deadlines, or is a crash like any other. */
    @Override
    public void close() {
        closed = true;
        long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (inFlight() > 0
                && System.nanoTime() < until
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_SOON.toNanos());
        }
    }
}
