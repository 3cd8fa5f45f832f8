package io.downbeat.lab.prove;

import io.downbeat.sandbox.Fault;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Plays a plan on a bed and hands what is left to the {@link Oracle}. */
final class ProofRun {
    private static final Duration CHANGES_AFTER = Duration.ofHours(20);
    private static final Duration USAGE_SEEN_AFTER = Duration.ofHours(3);

    private final Plan plan;
    private final ProofEnvironment bed;
    private final Scenario world;
    private final FaultPlan faults;
    private final Consumer<String> progress;
    private Duration took = Duration.ZERO;

    ProofRun(Plan plan, ProofEnvironment bed, Consumer<String> progress) {
        this.plan = plan;
        this.bed = bed;
        this.world = new Scenario(plan);
        this.faults = new FaultPlan(plan, bed.sandbox());
        this.progress = progress;
    }

    /** Until every server is quiet and nobody misbehaves any more. */
    void play(String privateKey) {
        long began = System.nanoTime();
        world.setUp(bed.fleet().api(), bed.sandbox().uri(), privateKey);
        progress.accept(
                "%d contracts over %d destinations are set up".formatted(plan.contracts(), Destinations.ALL.size()));
        bed.listenToStripe(world.stripe());
        bed.sandbox().setFaults(faults.next());
        for (int week = 0; week < plan.weeks(); week++) {
            playWeek(week);
        }
        bed.fleet().advance(plan.week(plan.weeks()).plus(Duration.ofHours(26)));
        bed.fleet().spare();
        bed.sandbox().setFaults(faults.forGood());
        bed.sandbox().landLate();
        bed.fleet().advance(plan.week(plan.weeks()).plus(Plan.TAIL));
        progress.accept("every server is quiet; comparing");
        took = Duration.ofNanos(System.nanoTime() - began);
    }

    Scenario world() {
        return world;
    }

    /** What there is to say about it now; may be asked again. */
    Oracle.Verdict judge() {
        return new Oracle(bed.fleet().api(), bed.sandbox(), world)
                .judge(bed.fleet().kills(), took);
    }

    private void playWeek(int week) {
        bed.fleet().killNowAndThen(plan.kills(week));
        Instant start = plan.week(week);
        for (int third = 0; third < Scenario.thirds(); third++) {
            bed.fleet().advance(start.plus(Duration.ofHours(third * 48L)).plus(USAGE_SEEN_AFTER));
            world.usage(week, third).forEach(this::ingest);
            if (third == 0) {
                bed.fleet().advance(start.plus(CHANGES_AFTER));
                quietly(() -> world.changeSchedules(bed.fleet().api(), week));
                outage(week, start.plus(CHANGES_AFTER));
            }
        }
        progress.accept("week %d of %d is used up; %d schedule changes, %d kills so far"
                .formatted(week + 1, plan.weeks(), world.edits(), bed.fleet().kills()));
    }

    /** An event has its effect once, however often it comes: what was cut off is sent again. */
    private void ingest(List<?> events) {
        for (int tries = 0; ; tries++) {
            try {
                bed.fleet().api().post("/v1/ingest", events);
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
        synchronized (bed.fleet()) {
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
        bed.sandbox()
                .addFaults(List.of(Fault.of(out.ledgerProvider(), out.everyCall(), "apply_then_drop")
                        .always()));
        bed.fleet().advance(from.plus(Duration.ofHours(plan.outageHours())));
        bed.sandbox().setFaults(faults.next());
    }
}
