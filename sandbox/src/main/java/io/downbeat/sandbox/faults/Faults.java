package io.downbeat.sandbox.faults;

import io.downbeat.sandbox.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The faults in force. A call draws at most one that decides its outcome, and any number of modifiers. */
public final class Faults {
    private final Counts injected = new Counts();
    private volatile List<Active> active = List.of();

    public synchronized void set(List<Fault> faults) {
        active = faults.stream().map(Active::new).toList();
    }

    public synchronized void add(List<Fault> faults) {
        List<Active> more = new ArrayList<>(active);
        faults.forEach(fault -> more.add(new Active(fault)));
        active = List.copyOf(more);
    }

    public synchronized void clear() {
        active = List.of();
    }

    public synchronized List<Status> status() {
        return active.stream()
                .map(each -> new Status(each.fault, each.seen, each.injected))
                .toList();
    }

    /** How often each {@code provider/step/fault} had its way, also those cleared meanwhile. */
    public Map<String, Integer> injected() {
        return injected.all();
    }

    public void forgetInjected() {
        injected.clear();
    }

    public Drawn draw(String provider, String step, Request request) {
        return active.isEmpty() ? Drawn.NOTHING : drawFromActive(provider, step, request);
    }

    private synchronized Drawn drawFromActive(String provider, String step, Request request) {
        Fault outcome = null;
        List<Fault> modifiers = new ArrayList<>();
        for (Active each : active) {
            boolean modifier = each.fault.kind().isModifier();
            // Asking a second deciding fault would use it up without anyone seeing it strike.
            if (!modifier && outcome != null) {
                continue;
            }
            if (!each.strikes(provider, step, request)) {
                continue;
            }
            if (modifier) {
                modifiers.add(each.fault);
            } else {
                outcome = each.fault;
            }
        }
        Consumer<FaultKind> played = kind -> injected.add(provider + "/" + step + "/" + kind.apiName());
        if (outcome != null) {
            played.accept(outcome.kind());
        }
        return new Drawn(outcome, modifiers, played);
    }

    public record Status(Fault fault, int seen, int injected) {}

    /**
     * What befalls one call.
     *
     * @param played is given each modifier that is asked for where it makes a difference
     */
    public record Drawn(@Nullable Fault outcome, List<Fault> modifiers, Consumer<FaultKind> played) {
        public static final Drawn NOTHING = new Drawn(null, List.of(), kind -> {});

        public FaultKind kind() {
            return outcome == null ? FaultKind.NONE : outcome.kind();
        }

        @Nullable
        public Fault modifier(FaultKind kind) {
            for (Fault each : modifiers) {
                if (each.kind() == kind) {
                    played.accept(kind);
                    return each;
                }
            }
            return null;
        }
    }

    private static final class Active {
        private final Fault fault;
        private final Random random;
        private int seen;
        private int injected;

        Active(Fault fault) {
            this.fault = fault;
            this.random = fault.seed() == null ? new Random() : new Random(fault.seed());
        }

        boolean strikes(String provider, String step, Request request) {
            if (!concerns(provider, step, request)) {
                return false;
            }
            if (fault.limit() >= 0 && injected >= fault.limit()) {
                return false;
            }
            seen++;
            if (fault.after() != null && seen <= fault.after()) {
                return false;
            }
            if (fault.probability() != null && random.nextDouble() >= fault.probability()) {
                return false;
            }
            injected++;
            return true;
        }

        private boolean concerns(String provider, String step, Request request) {
            return fault.provider().equals(provider)
                    && (fault.step().equals(step) || fault.step().equals("*"))
                    && fault.kind().concerns(step)
                    && (fault.match() == null || request.mentions(fault.match()));
        }
    }
}
