package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
import io.downbeat.invoicing.Invoice;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A provider that makes an object (CREATE, remembers its key), then releases it (RELEASE, repeatable), and can be asked.
 * What goes wrong is told beforehand, step by step.
 */
public final class FakeProvider implements InvoiceRoute, RemoteAccount {
    static final String SECRET = "sk_live_123";
    static final Duration QUIET = Duration.ofMinutes(5);

    enum Trouble {
        LOSE_REQUEST,
        LOSE_ANSWER,
        LATE,
        BUSY,
        TOO_FAST,
        WRONG_KEY,
        REFUSE,
        /** An answer that says what was and not what is, as a saved error. */
        STALE,
        DIE_BEFORE,
        DIE_AFTER,
        /** A bug of ours, before and after the request left. */
        FAULT_BEFORE,
        FAULT_AFTER,
        /** Our database was away for a moment. */
        PASSING_FAULT
    }

    record Made(String ref, DeliveryId delivery, String key, boolean[] released) {
        boolean isReleased() {
            return released[0];
        }
    }

    record Step(String name, @Nullable String key, byte[] request) implements ProviderRequest {
        @Override
        public boolean undoes() {
            return name.equals("UNDO");
        }
    }

    record Held(DeliveryId delivery) implements RemoteState.Present {}

    record Found(String ref, boolean released) implements RemoteState.Present {}

    /** A dead server, as far as a thread can be one. */
    static final class Died extends Error {}

    final List<Made> objects = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, Deque<Trouble>> troubles = new ConcurrentHashMap<>();
    private final Map<String, Trouble> forEver = new ConcurrentHashMap<>();
    final List<Runnable> delayed = new CopyOnWriteArrayList<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    public volatile boolean keysAreWrong;
    volatile boolean isDown;
    volatile String refusal = "no such customer";
    volatile boolean probesAreTooFast;
    volatile Duration retryAfter = Duration.ofSeconds(2);
    /** Whether a request as long as the engine's lease could leave while one was sent. */
    volatile boolean leaseIsEndless;

    volatile @Nullable Random chaos;
    volatile Runnable beforeSend = () -> {};
    volatile java.util.function.Consumer<Delivery> hang = delivery -> {};
    volatile Runnable beforeProbe = () -> {};
    /** What comes next of a delivery, in place of the saga; {@code null} for the saga. */
    volatile java.util.function.@Nullable Function<Delivery, NextAction> decide;

    public volatile int pace = 100_000;
    volatile long slowMillis;
    private final AtomicInteger refs = new AtomicInteger();

    void trouble(String step, Trouble... inOrder) {
        troubles.put(step, new ConcurrentLinkedDeque<>(List.of(inOrder)));
    }

    void troubleForEver(String step, Trouble trouble) {
        forEver.put(step, trouble);
    }

    long released(DeliveryId delivery) {
        return objects.stream()
                .filter(each -> each.delivery().equals(delivery) && each.isReleased())
                .count();
    }

    @Override
    public boolean serves(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.STRIPE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Optional<RemoteAccount> account() {
        return Optional.of(this);
    }

    @Override
    public Inventory inventory(Account account, Instant from, Instant until) {
        throw new UnsupportedOperationException("nobody compares here");
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return List.of();
    }

    @Override
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Parties parties) {
        throw new UnsupportedOperationException("the tests insert deliveries by themselves");
    }

    @Override
    public Optional<String> refusesBelowZero(BillingProvider provider, DeliveryMethodType method) {
        return Optional.empty();
    }

    @Override
    public RemoteState look(Delivery delivery) {
        calls.add("LOOK");
        if (keysAreWrong) {
            return new RemoteState.Unclear(new Answer.Misconfigured(exchange(401), "wrong key"));
        }
        return objects.stream()
                .filter(each -> delivery.providerRef() == null
                        ? each.delivery().equals(delivery.id())
                        : each.ref().equals(delivery.providerRef()))
                .findFirst()
                .<RemoteState>map(each -> new Found(each.ref(), each.isReleased()))
                .orElseGet(RemoteState.Absent::new);
    }

    @Override
    public NextAction next(Delivery delivery, @Nullable RemoteState seen, @Nullable Answer last, Instant now) {
        if (decide != null) {
            return decide.apply(delivery);
        }
        if (delivery.purpose() == Purpose.WITHDRAW) {
            return withdraw(delivery, seen);
        }
        if (seen == null && delivery.isUntouched()) {
            return new NextAction.Send(new Step(
                    "CREATE", delivery.key("create"), delivery.payload().bytes()));
        }
        if (seen == null) {
            return delivery.providerRef() == null && last instanceof Answer.Accepted(var _, String ref)
                    ? new NextAction.Bind(ref)
                    : new NextAction.LookUp();
        }
        if (seen instanceof RemoteState.Absent) {
            return new NextAction.NextGeneration();
        }
        Found found = (Found) seen;
        if (delivery.providerRef() == null) {
            return new NextAction.Bind(found.ref());
        }
        return found.released()
                ? new NextAction.Confirmed(new Receipt(
                        found.ref(), "FINALIZED", null, delivery.total().value(), null, null, null, "{}"))
                : new NextAction.Send(new Step("RELEASE", null, new byte[0]));
    }

    private NextAction withdraw(Delivery delivery, @Nullable RemoteState seen) {
        if (delivery.isUntouched()) {
            return new NextAction.Withdrawn("never there");
        }
        if (seen == null) {
            return new NextAction.LookUp();
        }
        if (seen instanceof RemoteState.Absent) {
            return delivery.providerRef() == null
                    ? new NextAction.NextGeneration()
                    : new NextAction.Withdrawn("taken back");
        }
        return delivery.providerRef() == null
                ? new NextAction.Bind(((Found) seen).ref())
                : new NextAction.Send(new Step("UNDO", null, new byte[0]));
    }

    @Override
    public Answer send(Delivery delivery, ProviderRequest step) {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            leaseIsEndless |= LeaseTime.allows(DeliverySettings.USUAL.lease()) || !LeaseTime.allows(requestTimeout());
            beforeSend.run();
            hang.accept(delivery);
            pause();
            return sent(delivery, step, trouble(step.name()));
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private Answer sent(Delivery delivery, ProviderRequest step, @Nullable Trouble trouble) {
        calls.add(step.name() + (step.key() == null ? "" : " " + step.key().replace(delivery.id() + ":", "")));
        if (keysAreWrong) {
            return new Answer.Misconfigured(exchange(401), "wrong key");
        }
        if (isDown) {
            return new Answer.Retryable(exchange(503), "we are down", null);
        }
        return switch (trouble) {
            case null -> new Answer.Accepted(exchange(200), apply(delivery, step));
            case LOSE_REQUEST -> new Answer.Unknown(Answer.Exchange.none("reset"), "no answer");
            case LOSE_ANSWER -> {
                apply(delivery, step);
                yield new Answer.Unknown(Answer.Exchange.none("reset"), "no answer");
            }
            case LATE -> {
                delayed.add(() -> apply(delivery, step));
                yield new Answer.Unknown(Answer.Exchange.none("timeout"), "no answer");
            }
            case BUSY -> new Answer.Retryable(exchange(503), "busy", null);
            case TOO_FAST -> new Answer.RateLimited(exchange(429), retryAfter);
            case WRONG_KEY -> new Answer.Misconfigured(exchange(401), "wrong key");
            case REFUSE -> new Answer.Refusal(exchange(400), refusal);
            case STALE -> new Answer.Stale(exchange(500), "a saved error");
            case DIE_BEFORE -> throw new Died();
            case DIE_AFTER -> {
                apply(delivery, step);
                throw new Died();
            }
            case FAULT_BEFORE -> throw new IllegalStateException("a bug that quotes " + SECRET);
            case PASSING_FAULT -> throw new org.springframework.dao.CannotAcquireLockException(SECRET);
            case FAULT_AFTER -> {
                apply(delivery, step);
                throw new IllegalStateException("a bug that quotes " + SECRET);
            }
        };
    }

    private synchronized String apply(Delivery delivery, ProviderRequest step) {
        switch (step.name()) {
            case "CREATE" -> {
                for (Made each : objects) {
                    if (each.key().equals(step.key())) {
                        return each.ref();
                    }
                }
                Made made = new Made("obj_" + refs.incrementAndGet(), delivery.id(), step.key(), new boolean[1]);
                objects.add(made);
                return made.ref();
            }
            case "RELEASE" ->
                objects.stream()
                        .filter(each -> each.ref().equals(delivery.providerRef()))
                        .forEach(each -> each.released()[0] = true);
            case "UNDO" -> objects.removeIf(each -> each.ref().equals(delivery.providerRef()));
            default -> throw new IllegalArgumentException(step.name());
        }
        return String.valueOf(delivery.providerRef());
    }

    private @Nullable Trouble trouble(String step) {
        Random random = chaos;
        if (random != null) {
            synchronized (random) {
                Trouble[] all = {
                    Trouble.LOSE_REQUEST,
                    Trouble.LOSE_ANSWER,
                    Trouble.LATE,
                    Trouble.BUSY,
                    Trouble.TOO_FAST,
                    Trouble.DIE_BEFORE,
                    Trouble.DIE_AFTER
                };
                return random.nextInt(100) < 30 ? all[random.nextInt(all.length)] : null;
            }
        }
        Deque<Trouble> waiting = troubles.get(step);
        Trouble next = waiting == null ? null : waiting.poll();
        return next == null ? forEver.get(step) : next;
    }

    private void pause() {
        if (slowMillis > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(slowMillis * 1_000_000);
        }
    }

    void deliverDelayed() {
        List<Runnable> arriving = new ArrayList<>(delayed);
        delayed.clear();
        arriving.forEach(Runnable::run);
    }

    @Override
    public Answer probe(Account account) {
        calls.add("PROBE");
        beforeProbe.run();
        if (probesAreTooFast) {
            return new Answer.RateLimited(exchange(429), retryAfter);
        }
        if (isDown) {
            return new Answer.Retryable(exchange(503), "we are down", null);
        }
        return keysAreWrong
                ? new Answer.Misconfigured(exchange(401), "wrong key")
                : new Answer.Accepted(exchange(200), null);
    }

    @Override
    public Duration quietTime() {
        return QUIET;
    }

    @Override
    public int requestsPerDelivery() {
        return 8;
    }

    @Override
    public int pacePerSecond(String accountKey) {
        return pace;
    }

    private static Answer.Exchange exchange(int status) {
        return new Answer.Exchange(status, "req_" + status, new String("{}".getBytes(StandardCharsets.UTF_8)));
    }
}
