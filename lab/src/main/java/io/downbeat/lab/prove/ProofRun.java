package io.downbeat.lab.prove;

import io.downbeat.sandbox.faults.Fault;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Plays a plan on a environment and hands what is left to the {@link Oracle}. */
final class ProofRun {
    private static final Duration CHANGES_AFTER = Duration.ofHours(20);
    private static final Duration USAGE_SEEN_AFTER = Duration.ofHours(3);

    private final Plan plan;
    private final ProofEnvironment environment;
    private final Scenario scenario;
    private final FaultPlan faults;
    private final Consumer<String> progress;
    private Duration took = Duration.ZERO;
    private volatile String at = "setting up contracts";

    ProofRun(Plan plan, ProofEnvironment environment, Consumer<String> progress) {
        this.plan = plan;
        this.environment = environment;
        this.scenario = new Scenario(plan);
        this.faults = new FaultPlan(plan, environment.sandbox());
        this.progress = progress;
    }

    /** Until every server is quiet and nobody misbehaves any more. */
    void play(String privateKey) {
        long began = System.nanoTime();
        scenario.setUp(environment.servers().api(), environment.sandbox().uri(), privateKey);
        progress.accept(
                "%d contracts over %d destinations are set up".formatted(plan.contracts(), Destinations.ALL.size()));
        environment.listenToStripe(scenario.stripe());
        environment.sandbox().setFaults(faults.next());
        for (int week = 0; week < plan.weeks(); week++) {
            playWeek(week);
        }
        at = "the last invoices";
        environment.servers().advance(plan.week(plan.weeks()).plus(Duration.ofHours(26)));
        environment.servers().spare();
        environment.sandbox().setFaults(faults.forGood());
        environment.sandbox().deliverDelayed();
        at = "waiting until every server is quiet";
        environment.servers().advance(plan.week(plan.weeks()).plus(Plan.TAIL));
        progress.accept("every server is quiet; comparing");
        took = Duration.ofNanos(System.nanoTime() - began);
    }

    /** Where it is now; asked by the thread that shows it. */
    String status() {
        int calls = environment.sandbox().calls().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        int faults = environment.sandbox().injected().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        int kills = environment.servers().kills();
        return "%s: %,d provider calls, %,d faults, %d %s"
                .formatted(at, calls, faults, kills, kills == 1 ? "kill" : "kills");
    }

    Scenario scenario() {
        return scenario;
    }

    /** What there is to say about it now; may be asked again. */
    Oracle.Verdict judge() {
        return new Oracle(environment.servers().api(), environment.sandbox(), scenario)
                .judge(environment.servers().kills(), took);
    }

    private void playWeek(int week) {
        environment.servers().killNowAndThen(plan.kills(week));
        Instant start = plan.week(week);
        for (int third = 0; third < Scenario.thirds(); third++) {
            at = "week %d of %d, day %d".formatted(week + 1, plan.weeks(), 1 + 2 * third);
            environment
                    .servers()
                    .advance(start.plus(Duration.ofHours(third * 48L)).plus(USAGE_SEEN_AFTER));
            scenario.usage(week, third).forEach(this::ingest);
            if (third == 0) {
                environment.servers().advance(start.plus(CHANGES_AFTER));
                quietly(() -> scenario.changeSchedules(environment.servers().api(), week));
                outage(week, start.plus(CHANGES_AFTER));
            }
        }
        progress.accept("week %d of %d is used up; %d schedule changes, %d kills so far"
                .formatted(
                        week + 1,
                        plan.weeks(),
                        scenario.edits(),
                        environment.servers().kills()));
    }

    /** An event has its effect once, however often it comes: what was cut off is sent again. */
    private void ingest(List<?> events) {
        for (int tries = 0; ; tries++) {
            try {
                environment.servers().api().post("/v1/ingest", events);
                return;
            } catch (UncheckedIOException cutOff) {
                if (tries == 50) {
                    throw cutOff;
                }
            }
        }
    }

    /** Edits are not repeatable by themselves, so nobody dies while they are made. */
    private void quietly(Runnable edits) {
        synchronized (environment.servers()) {
            edits.run();
        }
    }

    /** One provider after the other takes everything and answers nothing for longer than it remembers a key. */
    private void outage(int week, Instant from) {
        if (plan.outageHours() == 0) {
            return;
        }
        List<Destination> taking = Destinations.ALL.stream()
                .filter(destination -> destination.kind() != Destination.Kind.METER)
                .toList();
        Destination out = taking.get(week % taking.size());
        // Chances of the usual faults stay in force elsewhere; this one comes last and strikes what they let through.
        environment
                .sandbox()
                .addFaults(List.of(Fault.of(out.ledgerProvider(), out.everyCall(), "apply_then_drop")
                        .always()));
        environment.servers().advance(from.plus(Duration.ofHours(plan.outageHours())));
        environment.sandbox().setFaults(faults.next());
    }
}
