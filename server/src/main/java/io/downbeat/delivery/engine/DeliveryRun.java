package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.delivery.RemoteState;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.platform.work.Backoff;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
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
    static final Backoff RETRIES =
            Backoff.doubling(Duration.ofSeconds(2), Duration.ofMinutes(10)).withJitterFrom(25);
    /** More turns than the longest saga needs; a route that never comes to an end must not hold its row for ever. */
    private static final int MOST_TURNS = 64;

    private final RunContext runs;
    private final InvoiceRoute route;
    private final ProviderAccount account;
    private final List<Attempt> notes = new ArrayList<>();
    private @Nullable Instant tryingSince;
    private @Nullable OwnFailure ownFailure;
    private final DeliveryState before;
    private Delivery delivery;
    private @Nullable String lastKey;
    private byte @Nullable [] lastSha256;
    private @Nullable String durableRef;
    private @Nullable ProviderRequest underWay;
    private long leasedAt;
    private @Nullable RemoteState seen;
    private @Nullable Answer last;
    private boolean ended;

    DeliveryRun(RunContext runs, InvoiceRoute route, ProviderAccount account, Claim claim) {
        this.runs = runs;
        this.route = route;
        this.account = account;
        this.delivery = claim.delivery();
        this.before = delivery.state();
        this.durableRef = delivery.providerRef();
        this.tryingSince = claim.tryingSince();
        this.ownFailure = claim.ownFailure();
        this.lastKey = claim.lastKey();
        this.lastSha256 = claim.lastSha256();
        this.leasedAt = claim.leasedAtNanos();
    }

    /**
     * A bug of ours, or a database that is away: what is unknown by then is said to be, with nothing of the failure's text,
     * which may quote a credential. What does not pass by itself is tried a handful of times, then told to a person. Where
     * even that cannot be written, the lease ends by itself.
     */
    void run() {
        Tracing.work("deliver", traced(), () -> {
            driveOrFail();
            return ended;
        });
    }

    private Map<String, String> traced() {
        return Map.of(
                "downbeat.delivery_id",
                delivery.id().toString(),
                "downbeat.invoice_id",
                delivery.invoice().toString(),
                "downbeat.configuration_id",
                delivery.destination().configuration().toString(),
                "downbeat.billing_provider",
                delivery.provider().wire());
    }

    private void driveOrFail() {
        try {
            Tracing.tell(() -> runs.traced(delivery));
            drive();
        } catch (RuntimeException fault) {
            if (ended) {
                throw fault;
            }
            failed(fault);
        }
    }

    private void failed(RuntimeException fault) {
        // What was bound in memory only may be the very thing that could not be written.
        delivery = delivery.bound(durableRef);
        OwnFailure failure = OwnFailure.after(ownFailure, Failure.of(fault), runs.now());
        if (!failure.isToldIn(ownFailure)) {
            LOG.error("delivery {} failed in Downbeat at {}", delivery.id(), failure.at(), fault);
        }
        ownFailure = failure;
        String reason = failure.reason(delivery.id());
        ProviderRequest step = underWay;
        if (step != null) {
            Answer answer = new Answer.Unknown(Answer.Exchange.none(reason), reason);
            note(
                    step.name(),
                    step.key(),
                    lastSha256,
                    Objects.requireNonNull(delivery.progress().sends().last()),
                    answer);
        }
        if (failure.isHopeless()) {
            park(step == null ? reason : reason + "; what its last request came to is unknown");
        } else if (step == null) {
            again(reason, null);
        } else {
            unknown(reason);
        }
    }

    private void drive() {
        if (!delivery.payload().isIntact()) {
            alarm("the frozen payload does not match its hash any more; nothing was sent");
            return;
        }
        if (!delivery.isUntouched() && route.account().isPresent()) {
            look();
        }
        for (int turn = 0; !ended; turn++) {
            if (turn == MOST_TURNS) {
                again("came to no end after " + MOST_TURNS + " turns", null);
                return;
            }
            make(route.next(delivery, seen, last, runs.now()));
        }
    }

    private void make(NextAction move) {
        switch (move) {
            case NextAction.LookUp() -> look();
            case NextAction.Send(ProviderRequest step) -> send(step);
            case NextAction.Bind(String ref) -> bind(ref);
            case NextAction.Unbind(String _) -> nextGeneration();
            case NextAction.NextGeneration() -> nextGenerationOnceQuiet();
            case NextAction.Sent(Receipt receipt) -> done(DeliveryState.SENT, receipt);
            case NextAction.Confirmed(Receipt receipt) -> done(DeliveryState.CONFIRMED, receipt);
            case NextAction.Withdrawn(String reason) -> withdrawn(reason);
            case NextAction.Wait(Instant until, String reason) -> {
                ownFailure = null;
                end(new Outcome(waiting(), reason, until, 0, null));
            }
            case NextAction.AwaitPayment(Instant until, Receipt shown) -> {
                ownFailure = null;
                end(Outcome.awaiting(waiting(), until, shown));
            }
            case NextAction.Park(String reason) -> park(reason);
        }
    }

    private void look() {
        account.awaitPlace();
        Instant asked = runs.now();
        seen = Tracing.step("look up", traced(), () -> remote().look(delivery));
        switch (seen) {
            case RemoteState.Unclear(Answer answer) -> {
                note("LOOK", null, null, asked, answer);
                count(answer);
                unclear(answer);
            }
            case RemoteState.Absent _ -> account.calls().good();
            case RemoteState.Present _ -> account.calls().good();
            case RemoteState.CannotAsk _ -> {}
        }
    }

    private RemoteAccount remote() {
        return route.account()
                .orElseThrow(() -> new IllegalStateException("nobody is called on the route of " + delivery.id()));
    }

    /** A provider that fails more often than not is left alone; this delivery ends as its own answer says. */
    private void count(Answer answer) {
        account.calls().add(answer).ifPresent(said -> {
            account.isUnproven();
            runs.openCircuit(account.key().circuit(Answer.Scope.DESTINATION), Circuit.FAILING, delivery, said);
        });
    }

    /** A question failed, so nothing changed: what was unknown stays unknown. */
    private void unclear(Answer answer) {
        switch (answer) {
            case Answer.RateLimited(var _, Duration retryAfter) -> tooFast(retryAfter);
            case Answer.Misconfigured refused -> heldBack(refused);
            case Answer.Retryable(var _, String reason, Duration retryAfter) -> again(reason, retryAfter);
            case Answer.Unknown(var _, String reason) -> again(reason, null);
            case Answer.Refusal(var _, String reason) -> park(reason);
            case Answer.Accepted _ -> again("an answer that fits no question", null);
            case Answer.Stale(var _, String reason) -> again(reason, null);
        }
    }

    private void send(ProviderRequest step) {
        byte[] sha256 = Sha256.of(step.request());
        if (step.key() != null && step.key().equals(lastKey) && !Arrays.equals(sha256, lastSha256)) {
            alarm("the request under the key " + step.key() + " is not the one that was sent before");
            return;
        }
        RemoteAccount remote = remote();
        account.awaitPlace();
        Instant now = runs.now();
        if (!announced(step, sha256, remote.requestTimeout())) {
            return;
        }
        tryingSince = tryingSince == null ? now : tryingSince;
        Delivery untouched = delivery;
        delivery = delivery.announced(step, now);
        underWay = step;
        Delivery sent = delivery;
        Answer answer = Tracing.step(
                "send " + step.name(),
                traced(),
                () -> LeaseTime.within(leaseLeft(), () -> remote.send(sent, step)),
                came -> Map.of("downbeat.outcome", Attempt.outcome(came)));
        note(step.name(), step.key(), sha256, now, answer);
        underWay = null;
        count(answer);
        answered(answer, untouched.progress().mayExist());
    }

    /** The intent is durable, and what is left of the lease is enough for the request: checked right before each send. */
    private boolean announced(ProviderRequest step, byte[] sha256, Duration timeout) {
        for (int tries = 0; tries < 3; tries++) {
            long nanos = System.nanoTime();
            if (!isOurs(runs.announce(delivery, step, sha256, notes))) {
                return false;
            }
            notes.clear();
            durableRef = delivery.providerRef();
            lastKey = step.key();
            lastSha256 = sha256;
            leasedAt = nanos;
            if (leaseLeft().compareTo(timeout) >= 0) {
                return true;
            }
        }
        lost();
        return false;
    }

    private Duration leaseLeft() {
        return runs.lease().minus(MARGIN).minusNanos(System.nanoTime() - leasedAt);
    }

    private boolean isOurs(Written written) {
        switch (written) {
            case Written.Ours() -> {}
            case Written.Lost() -> lost();
            case Written.Taken(DeliveryId holder) -> taken(holder);
        }
        return written instanceof Written.Ours;
    }

    /** Nothing that is sent mends it: a person must look which of the two the object is. */
    private void taken(DeliveryId holder) {
        String ref = delivery.providerRef();
        delivery = delivery.bound(durableRef);
        alarm("the provider answered with " + ref + ", which delivery " + holder
                + " already holds; look there which of the two it is, then resolve or cancel this one");
    }

    /** @param mightExistBefore what was true before this send; an answer without effect brings it back */
    private void answered(Answer answer, boolean mightExistBefore) {
        seen = null;
        switch (answer) {
            case Answer.Accepted accepted -> {
                last = accepted;
                ownFailure = null;
            }
            case Answer.Stale stale -> last = stale;
            case Answer.Unknown(var _, String reason) -> unknown(reason);
            case Answer.Retryable(var _, String reason, Duration retryAfter) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                again(reason, retryAfter);
            }
            case Answer.RateLimited(var _, Duration retryAfter) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                tooFast(retryAfter);
            }
            case Answer.Misconfigured refused -> {
                delivery = delivery.withMayExist(mightExistBefore);
                heldBack(refused);
            }
            case Answer.Refusal(var _, String reason) -> {
                delivery = delivery.withMayExist(mightExistBefore);
                park(reason);
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
        Instant last = delivery.progress().sends().last();
        Instant quiet = last == null ? null : last.plus(remote().quietTime());
        if (quiet == null || !runs.now().isBefore(quiet)) {
            nextGeneration();
        } else if (outOfPatience()) {
            // An answer that says nothing (a saved error) was waited out like this each time.
            park("gave up: what was sent is not found there");
        } else {
            end(new Outcome(
                    DeliveryState.UNKNOWN, "not found there; believed after the quiet time", quiet, failures(), null));
        }
    }

    /** What is bound to nothing was shown to be nowhere, or never left. */
    private void withdrawn(String reason) {
        if (delivery.providerRef() == null) {
            delivery = delivery.withMayExist(false);
        }
        rest(DeliveryState.CANCELLED, reason, null);
    }

    private void done(DeliveryState state, Receipt receipt) {
        rest(state, null, receipt);
        if (account.wentThrough()) {
            runs.accountIsHealthy(account.key());
        }
    }

    private void unknown(String reason) {
        if (outOfPatience()) {
            park("gave up with an unknown outcome: " + reason);
            return;
        }
        end(new Outcome(DeliveryState.UNKNOWN, reason, later(null), failures(), null));
    }

    private void again(String reason, @Nullable Duration retryAfter) {
        if (outOfPatience()) {
            park("gave up: " + reason);
            return;
        }
        end(new Outcome(waiting(), reason, later(retryAfter), failures(), null));
    }

    /** The account's circuit opens; the delivery itself did nothing wrong and stays due. */
    private void heldBack(Answer.Misconfigured refused) {
        account.isUnproven();
        runs.openCircuit(account.key().circuit(refused.scope()), Circuit.CONFIGURATION, delivery, refused.reason());
        DeliveryState state = delivery.isUntouched() ? DeliveryState.PENDING : waiting();
        end(new Outcome(state, refused.reason(), runs.now(), delivery.progress().failures(), null));
    }

    private DeliveryState waiting() {
        boolean inDoubt = delivery.providerRef() == null && delivery.progress().mayExist()
                || before == DeliveryState.UNKNOWN && last == null;
        return inDoubt ? DeliveryState.UNKNOWN : DeliveryState.RETRY_WAIT;
    }

    private boolean outOfPatience() {
        Instant deadline = delivery.payload().deadlineAt();
        return tryingSince != null && !runs.now().isBefore(tryingSince.plus(route.patience()))
                || deadline != null && !runs.now().isBefore(deadline);
    }

    private int failures() {
        return delivery.progress().failures() + 1;
    }

    private Instant later(@Nullable Duration retryAfter) {
        Duration wait = RETRIES.jittered(delivery.progress().failures(), ThreadLocalRandom.current());
        // Who was told to wait the same does not come back at the same moment either.
        if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
            return runs.now().plus(RetryAfter.bounded(retryAfter).plus(wait.dividedBy(4)));
        }
        return runs.now().plus(wait);
    }

    /** A long pause is the whole account's, on every server; a short one is waited out on this one's account. */
    private void tooFast(@Nullable Duration retryAfter) {
        account.tooFast(retryAfter);
        String circuit = account.key().circuit(Answer.Scope.CREDENTIALS);
        RetryAfter.hold(retryAfter).ifPresent(pause -> runs.hold(circuit, delivery, pause));
        again("the provider asks for fewer requests", retryAfter);
    }

    private void alarm(String what) {
        LOG.error("delivery {}: {}", delivery.id(), what);
        park(what);
    }

    private void park(String reason) {
        rest(DeliveryState.PARKED, reason, null);
    }

    private void rest(DeliveryState state, @Nullable String reason, @Nullable Receipt receipt) {
        ownFailure = null;
        end(Outcome.rest(state, reason, runs.now(), receipt));
        account.done().add();
    }

    private void end(Outcome outcome) {
        Tracing.event("ended", () -> Map.of("downbeat.state", outcome.state()));
        Written written = runs.release(delivery, route, outcome.with(ownFailure), notes);
        // Bound in memory only, the object turned out to be another delivery's: that is how this claim ends instead.
        ended = !(written instanceof Written.Taken);
        isOurs(written);
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
