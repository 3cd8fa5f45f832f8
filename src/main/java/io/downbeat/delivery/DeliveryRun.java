package io.downbeat.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claimed delivery, driven until it rests or has to wait.
 *
 * <p>Between two requests nothing is written for its own sake: bindings, new generations and results wait in memory
 * and become durable with the next intent, always before the next byte leaves. Dying in between loses nothing that
 * asking the provider does not bring back.
 */
final class DeliveryRun {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);
    private static final Duration MARGIN = Duration.ofSeconds(2);
    /** More turns than the longest saga needs; an adapter that never comes to an end must not hold its row for ever. */
    private static final int MOST_TURNS = 64;

    private final Runs runs;
    private final ProviderAdapter adapter;
    private final AccountRoad road;
    private final List<Attempt> notes = new ArrayList<>();
    private @Nullable Instant tryingSince;
    private final DeliveryState before;
    private Delivery delivery;
    private @Nullable String lastKey;
    private byte @Nullable [] lastSha256;
    private @Nullable String durableRef;
    private @Nullable Step underWay;
    private long leasedAt;
    private @Nullable Finding seen;
    private @Nullable Answer last;
    private boolean ended;

    DeliveryRun(Runs runs, ProviderAdapter adapter, AccountRoad road, Claim claim) {
        this.runs = runs;
        this.adapter = adapter;
        this.road = road;
        this.delivery = claim.delivery();
        this.before = delivery.state();
        this.durableRef = delivery.providerRef();
        this.tryingSince = claim.tryingSince();
        this.lastKey = claim.lastKey();
        this.lastSha256 = claim.lastSha256();
        this.leasedAt = claim.leasedAtNanos();
    }

    /**
     * A bug of ours, or a database that is away: what is unknown by then is said to be, with nothing of the failure's text,
     * which may quote a credential. Where even that cannot be written, the lease ends by itself.
     */
    void run() {
        try {
            drive();
        } catch (RuntimeException fault) {
            if (ended) {
                throw fault;
            }
            LOG.error("delivery {} failed on our side", delivery.id(), fault);
            failed("failed in Downbeat (" + fault.getClass().getSimpleName() + "); its log says more");
        }
    }

    private void failed(String reason) {
        // What was bound in memory only may be the very thing that could not be written.
        delivery = delivery.bound(durableRef);
        Step step = underWay;
        if (step == null) {
            again(reason, null);
        } else {
            Answer answer = new Answer.Unknown(Answer.Exchange.none(reason), reason);
            note(step.name(), step.key(), lastSha256, Objects.requireNonNull(delivery.lastSendAt()), answer);
            unknown(reason);
        }
    }

    private void drive() {
        if (!Arrays.equals(Hashes.sha256(delivery.payload()), delivery.payloadSha256())) {
            alarm("the frozen payload does not match its hash any more; nothing was sent");
            return;
        }
        if (!delivery.isUntouched()) {
            look();
        }
        for (int turn = 0; !ended; turn++) {
            if (turn == MOST_TURNS) {
                again("came to no end after " + MOST_TURNS + " turns", null);
                return;
            }
            make(adapter.next(delivery, seen, last, runs.now()));
        }
    }

    private void make(Move move) {
        switch (move) {
            case Move.Look() -> look();
            case Move.Send(Step step) -> send(step);
            case Move.Bind(String ref) -> bind(ref);
            case Move.Unbind(String reason) -> nextGeneration();
            case Move.NextGeneration() -> nextGenerationOnceQuiet();
            case Move.Sent(Receipt receipt) -> done(DeliveryState.SENT, receipt);
            case Move.Confirmed(Receipt receipt) -> done(DeliveryState.CONFIRMED, receipt);
            case Move.Withdrawn(String reason) -> rest(DeliveryState.CANCELLED, reason, null);
            case Move.Wait(Instant until, String reason) -> end(new Outcome(waiting(), reason, until, 0, null));
            case Move.Park(String reason) -> rest(DeliveryState.PARKED, reason, null);
        }
    }

    private void look() {
        road.lane().await();
        Instant asked = runs.now();
        seen = adapter.look(delivery);
        switch (seen) {
            case Finding.Unclear(Answer answer) -> {
                note("LOOK", null, null, asked, answer);
                count(answer);
                unclear(answer);
            }
            case Finding.Absent absent -> road.calls().good();
            case Finding.Seen held -> road.calls().good();
            case Finding.CannotAsk nothingWasAsked -> {}
        }
    }

    /** A provider that fails more often than not is left alone; this delivery ends as its own answer says. */
    private void count(Answer answer) {
        road.calls().add(answer).ifPresent(said -> {
            road.unproven().set(true);
            runs.openCircuit(Circuit.FAILING, delivery, said);
        });
    }

    /** A question failed, so nothing changed: what was unknown stays unknown. */
    private void unclear(Answer answer) {
        switch (answer) {
            case Answer.TooFast(var exchange, Duration retryAfter) -> {
                road.lane().tooFast(Backoff.pause(retryAfter));
                again("the provider asks for fewer requests", retryAfter);
            }
            case Answer.Misconfigured(var exchange, String reason) -> heldBack(reason);
            case Answer.Again(var exchange, String reason, Duration retryAfter) -> again(reason, retryAfter);
            case Answer.Unknown(var exchange, String reason) -> again(reason, null);
            case Answer.Refusal(var exchange, String reason) -> rest(DeliveryState.PARKED, reason, null);
            case Answer.Accepted accepted -> again("an answer that fits no question", null);
            case Answer.Stale(var exchange, String reason) -> again(reason, null);
        }
    }

    private void send(Step step) {
        byte[] sha256 = Hashes.sha256(step.request());
        if (step.key() != null && step.key().equals(lastKey) && !Arrays.equals(sha256, lastSha256)) {
            alarm("the request under the key " + step.key() + " is not the one that was sent before");
            return;
        }
        road.lane().await();
        Instant now = runs.now();
        if (!announced(step, sha256)) {
            lost();
            return;
        }
        tryingSince = tryingSince == null ? now : tryingSince;
        Delivery untouched = delivery;
        delivery = delivery.announced(step, now);
        underWay = step;
        Answer answer = adapter.send(delivery, step);
        note(step.name(), step.key(), sha256, now, answer);
        underWay = null;
        count(answer);
        answered(answer, untouched.mayExist());
    }

    /** The intent is durable, and what is left of the lease is enough for the request: checked right before each send. */
    private boolean announced(Step step, byte[] sha256) {
        for (int tries = 0; tries < 3; tries++) {
            long nanos = System.nanoTime();
            if (!runs.announce(delivery, step, sha256, notes)) {
                return false;
            }
            notes.clear();
            durableRef = delivery.providerRef();
            lastKey = step.key();
            lastSha256 = sha256;
            leasedAt = nanos;
            Duration left = runs.lease().minusNanos(System.nanoTime() - leasedAt);
            if (left.compareTo(adapter.requestTimeout().plus(MARGIN)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** @param mightExistBefore what was true before this send; an answer without effect brings it back */
    private void answered(Answer answer, boolean mightExistBefore) {
        seen = null;
        switch (answer) {
            case Answer.Accepted accepted -> last = accepted;
            case Answer.Stale stale -> last = stale;
            case Answer.Unknown(var exchange, String reason) -> unknown(reason);
            case Answer.Again(var exchange, String reason, Duration retryAfter) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                again(reason, retryAfter);
            }
            case Answer.TooFast(var exchange, Duration retryAfter) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                road.lane().tooFast(Backoff.pause(retryAfter));
                again("the provider asks for fewer requests", retryAfter);
            }
            case Answer.Misconfigured(var exchange, String reason) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                heldBack(reason);
            }
            case Answer.Refusal(var exchange, String reason) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                rest(DeliveryState.PARKED, reason, null);
            }
        }
    }

    private void bind(String ref) {
        if (delivery.providerRef() != null) {
            alarm("already bound to " + delivery.providerRef() + ", cannot bind " + ref);
            return;
        }
        delivery = delivery.bound(ref);
        seen = null;
        last = null;
    }

    private void nextGeneration() {
        delivery = delivery.nextGeneration();
        seen = null;
        last = null;
    }

    private void nextGenerationOnceQuiet() {
        Instant quiet =
                Objects.requireNonNullElse(delivery.lastSendAt(), runs.now()).plus(adapter.quietTime());
        if (runs.now().isBefore(quiet)) {
            end(new Outcome(
                    DeliveryState.UNKNOWN, "not found there; believed after the quiet time", quiet, failures(), null));
        } else {
            nextGeneration();
        }
    }

    private void done(DeliveryState state, Receipt receipt) {
        rest(state, null, receipt);
        if (road.unproven().compareAndSet(true, false)) {
            runs.accountIsHealthy(delivery.accountKey());
        }
    }

    private void unknown(String reason) {
        if (outOfPatience()) {
            rest(DeliveryState.PARKED, "gave up with an unknown outcome: " + reason, null);
            return;
        }
        end(new Outcome(DeliveryState.UNKNOWN, reason, later(null), failures(), null));
    }

    private void again(String reason, @Nullable Duration retryAfter) {
        if (outOfPatience()) {
            rest(DeliveryState.PARKED, "gave up: " + reason, null);
            return;
        }
        end(new Outcome(waiting(), reason, later(retryAfter), failures(), null));
    }

    /** The account's circuit opens; the delivery itself did nothing wrong and stays due. */
    private void heldBack(String reason) {
        road.unproven().set(true);
        runs.openCircuit(Circuit.CONFIGURATION, delivery, reason);
        DeliveryState state = delivery.isUntouched() ? DeliveryState.PENDING : waiting();
        end(new Outcome(state, reason, runs.now(), delivery.failures(), null));
    }

    private DeliveryState waiting() {
        boolean inDoubt = delivery.providerRef() == null && delivery.mayExist()
                || before == DeliveryState.UNKNOWN && last == null;
        return inDoubt ? DeliveryState.UNKNOWN : DeliveryState.RETRY_WAIT;
    }

    private boolean outOfPatience() {
        Instant deadline = delivery.deadlineAt();
        return tryingSince != null && !runs.now().isBefore(tryingSince.plus(adapter.patience()))
                || deadline != null && !runs.now().isBefore(deadline);
    }

    private int failures() {
        return delivery.failures() + 1;
    }

    private Instant later(@Nullable Duration retryAfter) {
        return runs.now().plus(Backoff.after(failures(), retryAfter));
    }

    private void alarm(String what) {
        LOG.error("delivery {}: {}", delivery.id(), what);
        rest(DeliveryState.PARKED, what, null);
    }

    private void rest(DeliveryState state, @Nullable String reason, @Nullable Receipt receipt) {
        end(Outcome.rest(state, reason, runs.now(), receipt));
        road.done().add();
    }

    private void end(Outcome outcome) {
        boolean ours = runs.release(delivery, outcome, notes);
        ended = true;
        if (!ours) {
            lost();
        }
    }

    /** Another server has it: send nothing more, undo nothing, write nothing. */
    private void lost() {
        ended = true;
        LOG.info("delivery {} is in other hands by now", delivery.id());
    }

    private void note(String step, @Nullable String key, byte @Nullable [] sha256, Instant startedAt, Answer answer) {
        notes.add(new Attempt(
                step,
                key,
                sha256,
                delivery.generation(),
                startedAt,
                runs.now(),
                Attempt.outcome(answer),
                answer.exchange()));
    }
}
