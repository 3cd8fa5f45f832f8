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
    private static final int AT_ONCE = 1024;
    /** No account takes more than this part of the places that are left, so that none takes them all by hanging. */
    private static final int SHARE = 8;

    private static final int LEAST_SHARE = 4;
    private static final int PER_NEW_ACCOUNT = 8;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_ONE = Duration.ofMillis(50);
    /** Claiming costs the same for one delivery as for many, so a few places are gathered first. */
    private static final Duration GATHER = Duration.ofMillis(4);

    private static final int ENOUGH = 16;
    private static final Duration LOOK_AROUND = Duration.ofMillis(250);

    private final DeliveryStore deliveries;
    private final Runs runs;
    private final Adapters adapters;
    private final Transactions transactions;
    private final InstantSource clock;
    private final String owner = UUID.randomUUID().toString();
    private final AccountProbes probes;
    private final Map<String, AccountRoad> roads = new ConcurrentHashMap<>();
    private final ReentrantLock claiming = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition someEnded = counting.newCondition();
    private final AtomicInteger finished = new AtomicInteger();
    private int inFlight;
    private long lookedAt = System.nanoTime();
    private volatile boolean closed;

    DeliveryWork(
            DeliveryStore deliveries,
            Runs runs,
            AccountProbes probes,
            Adapters adapters,
            Transactions transactions,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.runs = runs;
        this.probes = probes;
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
            return claims.size() + lookAtClosedRoads(claims.isEmpty(), latest);
        } finally {
            claiming.unlock();
        }
    }

    /** Few accounts are held back at any time, so a busy server looks at them now and then only. */
    private int lookAtClosedRoads(boolean idle, Instant now) {
        if (!idle && System.nanoTime() - lookedAt < LOOK_AROUND.toNanos()) {
            return 0;
        }
        lookedAt = System.nanoTime();
        int expired = probes.expire(now);
        List<CircuitStore.Probe> halfOpen = probes.claim(now);
        halfOpen.forEach(this::start);
        return expired + halfOpen.size();
    }

    private Map<String, Integer> free() {
        Map<String, Integer> free = new HashMap<>();
        int share = Math.max(LEAST_SHARE, (AT_ONCE - inFlight()) / SHARE);
        roads.forEach((account, road) -> free.put(account, road.lane().free(share)));
        return free;
    }

    private void start(CircuitStore.Probe probe) {
        adapter(probe.waiting()).ifPresent(adapter -> {
            AccountRoad road = road(probe.waiting().accountKey(), adapter);
            start("probe", probe.waiting(), () -> probes.run(probe, adapter, road));
        });
    }

    private void start(Claim claim) {
        adapter(claim.delivery()).ifPresent(adapter -> {
            AccountRoad road = road(claim.delivery().accountKey(), adapter);
            road.lane().entered();
            start("delivery", claim.delivery(), () -> {
                try {
                    new DeliveryRun(runs, adapter, road, claim).run();
                } finally {
                    road.lane().left();
                }
            });
        });
    }

    private Optional<ProviderAdapter> adapter(Delivery delivery) {
        Optional<ProviderAdapter> found = adapters.find(delivery.provider(), delivery.method());
        if (found.isEmpty()) {
            // Written by a newer server that shares the database: back when the lease ends, for that one to take.
            LOG.warn("no adapter here for delivery {}", delivery.id());
        }
        return found;
    }

    private AccountRoad road(String account, ProviderAdapter adapter) {
        return roads.computeIfAbsent(
                account, key -> new AccountRoad(new Lane(adapter.pacePerSecond(key), System::nanoTime)));
    }

    private void start(String what, Delivery delivery, Runnable run) {
        count(1);
        Thread.ofVirtual().name(what + "-" + delivery.id()).start(() -> {
            try {
                run.run();
            } catch (RuntimeException failure) {
                // Its lease ends by itself; what was announced becomes UNKNOWN then.
                LOG.error("{} {} failed on our side", what, delivery.id(), failure);
            } finally {
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
