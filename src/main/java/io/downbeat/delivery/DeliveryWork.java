package io.downbeat.delivery;

import io.downbeat.platform.DueWork;
import io.downbeat.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims deliveries that are due and runs many of them at once, each account on a road of its own.
 *
 * <p>A run may outlast the call that started it: a provider that takes ten seconds to answer must not keep others from
 * being claimed. The clock still waits for it, because {@link #nextDue} names what is under a lease.
 */
class DeliveryWork implements DueWork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWork.class);
    private static final int AT_ONCE = 256;
    private static final int PER_NEW_ACCOUNT = 8;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_ONE = Duration.ofMillis(50);
    /** Claiming costs the same for one delivery as for many, so a few places are gathered first. */
    private static final Duration GATHER = Duration.ofMillis(4);

    private static final int ENOUGH = 16;

    private final DeliveryStore deliveries;
    private final Runs runs;
    private final Adapters adapters;
    private final Transactions transactions;
    private final InstantSource clock;
    private final String owner = UUID.randomUUID().toString();
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final ReentrantLock claiming = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition someEnded = counting.newCondition();
    private final AtomicInteger finished = new AtomicInteger();
    private int inFlight;
    private volatile boolean closed;

    DeliveryWork(
            DeliveryStore deliveries, Runs runs, Adapters adapters, Transactions transactions, InstantSource clock) {
        this.deliveries = deliveries;
        this.runs = runs;
        this.adapters = adapters;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "deliver";
    }

    @Override
    public Optional<Instant> nextDue() {
        return deliveries.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        long until = System.nanoTime() + LONGEST_CALL.toNanos();
        do {
            int started = startDue(now);
            if (started == 0 && !awaitOne()) {
                break;
            }
        } while (System.nanoTime() < until && !closed);
        return finished.getAndSet(0);
    }

    private int startDue(Instant now) {
        claiming.lock();
        try {
            if (closed || inFlight() >= AT_ONCE) {
                return 0;
            }
            Instant latest = clock.instant().isAfter(now) ? clock.instant() : now;
            List<Claim> claims = transactions.apart(() -> deliveries.claim(owner, free(), PER_NEW_ACCOUNT, latest));
            claims.forEach(this::start);
            return claims.size();
        } finally {
            claiming.unlock();
        }
    }

    private Map<String, Integer> free() {
        Map<String, Integer> free = new HashMap<>();
        lanes.forEach((account, lane) -> free.put(account, lane.free()));
        return free;
    }

    private void start(Claim claim) {
        ProviderAdapter adapter = adapters.find(
                        claim.delivery().provider(), claim.delivery().method())
                .orElse(null);
        if (adapter == null) {
            // Written by a newer server that shares the database: back when the lease ends, for that one to take.
            LOG.warn("no adapter here for delivery {}", claim.delivery().id());
            return;
        }
        String account = claim.delivery().accountKey();
        Lane lane = lanes.computeIfAbsent(
                account, key -> new Lane(adapter.pacePerSecond(key), adapter.atOnce(key), System::nanoTime));
        lane.entered();
        count(1);
        Thread.ofVirtual().name("delivery-" + claim.delivery().id()).start(() -> {
            try {
                new DeliveryRun(runs, adapter, lane, claim).run();
            } catch (RuntimeException failure) {
                // Its lease ends by itself; what was announced becomes UNKNOWN then.
                LOG.error("delivery {} failed on our side", claim.delivery().id(), failure);
            } finally {
                lane.left();
                finished.incrementAndGet();
                count(-1);
            }
        });
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

    /** @return whether one ended in a moment, which may have made room for others */
    private boolean awaitOne() {
        counting.lock();
        try {
            if (inFlight == 0) {
                return false;
            }
            int before = finished.get();
            long left = WAIT_FOR_ONE.toNanos();
            while (finished.get() == before && left > 0) {
                left = someEnded.awaitNanos(left);
            }
            left = GATHER.toNanos();
            while (finished.get() != before && finished.get() < before + ENOUGH && inFlight > 0 && left > 0) {
                left = someEnded.awaitNanos(left);
            }
            return finished.get() != before;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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
            awaitOne();
        }
    }
}
