package io.downbeat.sandbox.faults;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which one provider misbehaves, until it is used up.
 *
 * @param step the provider's step, or {@code *} for each
 * @param times how often it strikes, -1 for until cleared; null means once, or with a probability until cleared
 * @param probability of striking at a call that matches, null for certainly
 * @param seed makes the draws of a probability repeatable
 * @param after how many matching calls go well first
 * @param retryAfter seconds, sent as {@code Retry-After} with 429 and 503
 * @param delayMillis real milliseconds: length of {@code slow}, or when {@code apply_late} lands
 * @param calls for {@code stale_list}, how many last calls are invisible (10); for {@code apply_late} without a delay,
 *     before which following call to the provider it lands (1)
 * @param match strikes only at requests whose path, query or body contains this text, or that are made for this
 *     Stripe account
 */
public record Fault(
        String provider,
        String step,
        String fault,
        @Nullable Integer times,
        @Nullable Double probability,
        @Nullable Long seed,
        @Nullable Integer after,
        @Nullable Integer retryAfter,
        @Nullable Long delayMillis,
        @Nullable Integer calls,
        @Nullable String match) {

    public Fault {
        FaultKind.of(fault);
        if (times != null && times < -1) {
            throw new IllegalArgumentException("times: -1 (no limit), 0 or more");
        }
        if (probability != null && !(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: from 0 to 1");
        }
        if (after != null && after < 0) {
            throw new IllegalArgumentException("after: 0 or more");
        }
        if (delayMillis != null && delayMillis < 0) {
            throw new IllegalArgumentException("delay_ms: 0 or more");
        }
        if (calls != null && calls < 1) {
            throw new IllegalArgumentException("calls: 1 or more");
        }
    }

    /** Every fault there is, as it is written. */
    public static List<String> kinds() {
        return FaultKind.apiNames();
    }

    /** Whether it can come together with another fault, because it does not decide what becomes of the call. */
    @JsonIgnore
    public boolean ridesAlong() {
        return kind().isModifier();
    }

    /** Whether it means anything at a step. */
    public boolean concerns(String anyStep) {
        return kind().concerns(anyStep);
    }

    public static Fault of(String provider, String step, String fault) {
        return new Fault(provider, step, fault, null, null, null, null, null, null, null, null);
    }

    public Fault times(int count) {
        return new Fault(provider, step, fault, count, probability, seed, after, retryAfter, delayMillis, calls, match);
    }

    public Fault always() {
        return times(-1);
    }

    public Fault probability(double chance, long repeatableBy) {
        return new Fault(
                provider, step, fault, times, chance, repeatableBy, after, retryAfter, delayMillis, calls, match);
    }

    public Fault after(int goodCalls) {
        return new Fault(
                provider, step, fault, times, probability, seed, goodCalls, retryAfter, delayMillis, calls, match);
    }

    public Fault retryAfter(int seconds) {
        return new Fault(provider, step, fault, times, probability, seed, after, seconds, delayMillis, calls, match);
    }

    public Fault delayMillis(long millis) {
        return new Fault(provider, step, fault, times, probability, seed, after, retryAfter, millis, calls, match);
    }

    public Fault calls(int count) {
        return new Fault(provider, step, fault, times, probability, seed, after, retryAfter, delayMillis, count, match);
    }

    public Fault matching(String text) {
        return new Fault(provider, step, fault, times, probability, seed, after, retryAfter, delayMillis, calls, text);
    }

    @JsonIgnore
    FaultKind kind() {
        return FaultKind.of(fault);
    }

    /** Negative for no limit. */
    @JsonIgnore
    public int limit() {
        if (times != null) {
            return times;
        }
        return probability == null ? 1 : -1;
    }
}
