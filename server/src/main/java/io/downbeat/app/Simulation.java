package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a server may be started with these options on a database with this past. Pure.
 *
 * <p>A simulated database that became real by a forgotten option would finalize everything up to today and send it to
 * the real providers; a real one that became simulated would stand still, or tell a simulator what a provider should
 * have been told. Both are refused; {@code --leave-simulation} is the only way out of a simulation, and there is none
 * back into it.
 */
final class Simulation {
    private static final String REAL = "this database is a real one and holds contracts or usage";

    private Simulation() {}

    /**
     * What the database remembers.
     *
     * @param clock where its simulated clock stands; empty on the system clock
     * @param sandbox whether simulated providers took its deliveries
     */
    record Remembered(Optional<Instant> clock, boolean sandbox) {
        boolean isSimulated() {
            return clock.isPresent() || sandbox;
        }
    }

    /** What the server was started with. */
    record StartOptions(Optional<Instant> clock, boolean sandbox, boolean leave) {}

    /**
     * What becomes of the database as this server starts on it.
     *
     * @param beginClock where a simulated clock begins now
     * @param beginSandbox whether simulated providers take its deliveries from now on
     * @param leave whether a simulation ends now
     * @param notes sentences for the person who started it
     */
    record Start(Optional<Instant> beginClock, boolean beginSandbox, boolean leave, List<String> notes) {
        boolean isChange() {
            return beginClock.isPresent() || beginSandbox || leave;
        }

        String what() {
            return leave ? "would end the simulation" : "would begin a simulation";
        }
    }

    /**
     * @param empty whether the database holds neither contracts nor usage: then there is nothing to make unreal
     * @param now real time
     * @throws StartRefused naming the way out
     */
    static Start start(Remembered before, StartOptions asked, boolean empty, Instant now) {
        if (asked.leave()) {
            return leave(before, now);
        }
        boolean forgotten = before.clock().isPresent() && asked.clock().isEmpty() && !asked.sandbox()
                || before.sandbox() && !asked.sandbox();
        if (forgotten) {
            throw new StartRefused(lives(before) + "; start it with " + options(before)
                    + ", or end the simulation for good with --leave-simulation");
        }
        Optional<Instant> beginClock = before.clock().isPresent() ? Optional.empty() : asked.clock();
        boolean beginSandbox = asked.sandbox() && !before.sandbox();
        if (!empty && beginClock.isPresent()) {
            throw new StartRefused(
                    (before.sandbox() ? "this database lives with the sandbox on the system clock" : REAL)
                            + ", so no simulated clock can begin on it; start it without --clock, or use another"
                            + " database");
        }
        if (!empty && beginSandbox && before.clock().isEmpty()) {
            throw new StartRefused(
                    REAL + ", so the sandbox may not take its deliveries; start it without --sandbox, or use another"
                            + " database");
        }
        return new Start(beginClock, beginSandbox, false, goesOn(before, asked));
    }

    /**
     * For a server at work that others could not see for a while.
     *
     * @param from what the database remembered as it started
     * @throws StartRefused naming the way out, if a simulation began or ended since
     */
    static void mustGoOn(Remembered from, Remembered now) {
        if (from.clock().isPresent() == now.clock().isPresent() && from.sandbox() == now.sandbox()) {
            return;
        }
        throw new StartRefused(
                now.isSimulated()
                        ? lives(now) + " now; start this server again with " + options(now)
                        : "the simulation on this database was ended; start this server again without --clock and"
                                + " --sandbox");
    }

    private static List<String> goesOn(Remembered before, StartOptions asked) {
        return before.clock()
                .filter(stands -> !asked.clock().equals(Optional.of(stands)))
                .map(stands -> List.of("the clock goes on from " + stands))
                .orElse(List.of());
    }

    private static Start leave(Remembered before, Instant now) {
        if (!before.isSimulated()) {
            return new Start(Optional.empty(), false, false, List.of());
        }
        if (before.clock().filter(now::isBefore).isPresent()) {
            throw new StartRefused("the simulation cannot be left: its clock stands at "
                    + before.clock().get() + ", which is not reached yet, and what was billed until then would lie in"
                    + " the future; wait until then, or begin on a fresh database");
        }
        List<String> notes = new ArrayList<>();
        notes.add("the simulation is over for good: "
                + before.clock()
                        .map(stands -> "time goes from " + stands
                                + " to now, and what falls due between is sent to the real" + " providers")
                        .orElse("what falls due from now on is sent to the real providers"));
        if (before.sandbox()) {
            notes.add("what the sandbox took is held by no real provider");
        }
        return new Start(Optional.empty(), false, true, notes);
    }

    private static String lives(Remembered before) {
        String clock = before.clock()
                .map(stands -> "on a simulated clock, which stands at " + stands)
                .orElse("");
        String sandbox = before.sandbox() ? "with the sandbox" : "";
        return "this database lives " + clock + (clock.isEmpty() || sandbox.isEmpty() ? "" : ", and ") + sandbox;
    }

    private static String options(Remembered before) {
        String clock = before.clock().map(stands -> "--clock " + stands).orElse("");
        if (before.sandbox()) {
            return "--sandbox" + (clock.isEmpty() ? "" : " " + clock);
        }
        return clock + " (or --sandbox)";
    }
}
