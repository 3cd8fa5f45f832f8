package io.downbeat.sandbox;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;

/** Every request to a provider comes through here: it is counted, and the faults of the wire are played. */
final class FaultInjector {
    private final CallLog log;
    private final Faults faults;
    private final DelayedCalls delayed;
    private final Journal journal;

    FaultInjector(CallLog log, Faults faults, DelayedCalls delayed, Journal journal) {
        this.log = log;
        this.faults = faults;
        this.delayed = delayed;
        this.journal = journal;
    }

    /** What the caller gets to see. */
    sealed interface Reply {
        record Whole(SandboxAnswer answer) implements Reply {}

        /** The headers and half of the body, then nothing more. */
        record Torn(SandboxAnswer answer) implements Reply {}

        /** The connection ends without a byte. */
        record Silence() implements Reply {}
    }

    Reply pass(Simulator simulator, Request request) {
        String step = simulator.step(request);
        log.count(simulator.provider(), step, request);
        delayed.onCallTo(simulator.provider());
        Call call = new Call(request, step, faults.draw(simulator.provider(), step, request));
        return reply(simulator, call);
    }

    private Reply reply(Simulator simulator, Call call) {
        return switch (call.fault()) {
            case DROP_BEFORE -> silence(call);
            case APPLY_THEN_DROP -> {
                answer(simulator, call);
                yield new Reply.Silence();
            }
            case APPLY_LATE -> {
                delayed.add(simulator, call, outcome(call));
                yield silence(call);
            }
            case DROP_MID_BODY -> new Reply.Torn(answer(simulator, call));
            case SERVER_ERROR_AFTER -> {
                answer(simulator, call);
                yield refused(simulator, call);
            }
            case TIMED_OUT_AFTER -> {
                answer(simulator, call);
                yield timedOut();
            }
            case TIMED_OUT -> {
                call.pause();
                yield timedOut();
            }
            case SERVER_ERROR, INTERNAL_ERROR, RATE_LIMITED, THROTTLED, UNAVAILABLE, BAD_REQUEST, UNAUTHORIZED -> {
                call.pause();
                yield refused(simulator, call);
            }
            default -> new Reply.Whole(answer(simulator, call));
        };
    }

    /** What it changed is in the journal before anything of it leaves. */
    private SandboxAnswer answer(Simulator simulator, Call call) {
        return journal.request(() -> simulator.answer(call));
    }

    private static Reply silence(Call call) {
        call.pause();
        return new Reply.Silence();
    }

    /** Said by whoever stands before the provider, and so the same at each. */
    private static Reply timedOut() {
        return new Reply.Whole(
                SandboxAnswer.text(408, "text/html", "<html><body><h1>408 Request Time-out</h1></body></html>"));
    }

    private static Reply refused(Simulator simulator, Call call) {
        SandboxAnswer refusal = simulator.refusal(call.fault());
        Integer seconds = outcome(call).retryAfter();
        return new Reply.Whole(seconds == null ? refusal : refusal.with("Retry-After", seconds.toString()));
    }

    private static Fault outcome(Call call) {
        Fault fault = call.drawn().outcome();
        if (fault == null) {
            throw new IllegalStateException("a fault of kind " + call.fault() + " without the fault");
        }
        return fault;
    }
}
