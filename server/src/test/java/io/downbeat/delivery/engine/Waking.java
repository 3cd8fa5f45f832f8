package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.NextAction;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One delivery that waits for something beside it, until an instant at the latest. */
public final class Waking implements AutoCloseable {
    private final TestDatabase database = TestPostgres.migrated();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Runnable during = () -> {};
    private final Engine engine;
    private final DeliveryId delivery;

    public Waking(Instant until) {
        Engine.Clock clock = new Engine.Clock();
        FakeProvider provider = new FakeProvider();
        provider.decide = waiting -> {
            looks.incrementAndGet();
            Runnable once = during;
            during = () -> {};
            once.run();
            return clock.now.isBefore(until)
                    ? new NextAction.Wait(until, "its last record is on its way")
                    : new NextAction.Park("its window is over");
        };
        engine = new Engine(database, provider, clock);
        delivery = engine.add("acct", null);
    }

    public void duringTheNextLook(Runnable action) {
        during = action;
    }

    public void wake() {
        Delivery waiting = engine.get(delivery);
        engine.transactions().run(() -> new WakeDeliveries(engine.sql, engine.clock).wake(List.of(waiting.invoice())));
    }

    public int looks() {
        return looks.get();
    }

    public Engine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
        database.close();
    }
}
