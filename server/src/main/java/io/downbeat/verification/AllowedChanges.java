package io.downbeat.verification;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.Timeline;
import io.downbeat.verification.Segments.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Plays each contract's schedule again, change by change, and holds each against the table of domain.md B.3. Of its rows
 * one rule is left: a change from or to a marketplace lies in the future when it is made. Every boundary is the start of
 * a service period, and no state on the way had more than ten segments.
 */
final class AllowedChanges implements ComputedCheck {
    private static final int MOST_SEGMENTS = 10;

    @Override
    public String name() {
        return "each_change_of_provider_was_allowed_when_it_was_made";
    }

    @Override
    public CheckResult over(JdbcClient database, Span span) {
        Segments schedules = Segments.of(database);
        // Read after the segments, so that each has its contract here.
        Grids grids = Grids.of(database);
        List<Fault> faults = new ArrayList<>(schedules.unreadable());
        faults.addAll(grids.unreadable());
        long checked = 0;
        for (var contract : schedules.byContract().entrySet()) {
            checked += contract.getValue().size();
            replay(contract.getKey(), contract.getValue(), grids, faults);
        }
        return new CheckResult(checked, faults);
    }

    private static void replay(ContractKey contract, List<Segment> segments, Grids grids, List<Fault> faults) {
        if (grids.isUnreadable(contract)) {
            return;
        }
        ServicePeriods grid = grids.of(contract);
        if (grid == null) {
            faults.add(new Fault(null, "there is no contract " + contract + " for its segments"));
            return;
        }
        try {
            replay(contract, segments, grid, faults);
        } catch (RuntimeException failure) {
            faults.add(ReadableRows.unreadable("the schedule of contract", contract.toString(), null, failure));
        }
    }

    private static void replay(ContractKey contract, List<Segment> segments, ServicePeriods grid, List<Fault> faults) {
        Timeline<Segment> schedule = Timeline.empty();
        for (Segment segment : segments) {
            objection(segment, schedule, grid)
                    .ifPresent(why -> faults.add(
                            new Fault(null, "segment " + segment.id() + " of contract " + contract + " " + why)));
            schedule = schedule.with(segment.effectiveAt(), segment);
        }
    }

    static Optional<String> objection(Segment segment, Timeline<Segment> before, ServicePeriods grid) {
        Instant boundary = segment.effectiveAt();
        Optional<Instant> periodStart = grid.containing(boundary).map(ServicePeriod::start);
        if (periodStart.filter(boundary::equals).isEmpty()) {
            return Optional.of("begins at " + boundary + ", where no service period begins");
        }
        if (before.with(boundary, segment).size() > MOST_SEGMENTS) {
            return Optional.of("was one more than " + MOST_SEGMENTS);
        }
        // A change made before its boundary is one for a period to come, whatever word asked for it.
        if (segment.edit() == null || segment.createdAt().isBefore(boundary)) {
            return Optional.empty();
        }
        if (segment.provider() != null && segment.provider().isMarketplace()) {
            return Optional.of("moves to a marketplace inside a period that had begun");
        }
        boolean leaves = leaves(before.before(boundary), segment) || leaves(before.at(segment.createdAt()), segment);
        return leaves ? Optional.of("moves away from a marketplace inside a period that had begun") : Optional.empty();
    }

    private static boolean leaves(Optional<Timeline.Segment<Segment>> from, Segment to) {
        return from.filter(segment -> segment.value().isMarketplace(to.createdAt()))
                .isPresent();
    }
}
