package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractEditId;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.Timeline;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration bills which stretch of one contract, and which changes are allowed (domain.md B.3, G.2 to G.7).
 *
 * <p>Pure and immutable. Segments follow each other without gap; each holds until the next one begins. A segment added
 * at a boundary that has one replaces it, and leaves later ones in force.
 *
 * @param segments the visible ones, at most {@value #MAX_SEGMENTS}
 * @param kinds what each configuration of the segments bills through now; an archived one through nobody
 */
record ProviderSchedule(Timeline<ProviderSegment> segments, Map<ConfigurationId, ProviderKind> kinds) {
    static final int MAX_SEGMENTS = 10;

    static final String ENDED = "the contract has ended, so its billing provider cannot change any more";
    static final String NO_NEXT_PERIOD = "the contract ends inside its current period, so there is no next period";
    static final String TO_MARKETPLACE =
            "a marketplace is metered from the start of a period: change to it with START_OF_NEXT_PERIOD";
    static final String FROM_MARKETPLACE =
            "a marketplace bills its period to the end: change away from it with START_OF_NEXT_PERIOD";
    static final String THRESHOLD_BILLING =
            "threshold billing does not work with a marketplace: disable the contract's threshold configurations first";
    static final String THRESHOLD_PAYMENT =
            "threshold billing that is paid through Stripe needs a Stripe configuration: disable it first";
    static final String FULL = "a contract has at most " + MAX_SEGMENTS
            + " segments in its billing provider configuration schedule; replace one at its own boundary";

    /** What a change came to. */
    sealed interface Change {

        /** @param schedule the whole schedule with the new segment in it */
        record Made(ProviderSegment segment, ProviderSchedule schedule) implements Change {}

        /** @param boundary where it would have taken effect, {@code null} if there is no such boundary */
        record NotAllowed(@Nullable Instant boundary, List<String> reasons) implements Change {
            public NotAllowed {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /**
     * A change that is asked for.
     *
     * @param configuration {@code null} for none
     * @param kind what the configuration bills through
     * @param segmentId the id the new segment gets
     */
    record ChangeRequest(
            @Nullable ConfigurationId configuration,
            ProviderKind kind,
            PeriodBoundary effectiveAt,
            UUID segmentId,
            @Nullable ContractEditId editId) {}

    ProviderSchedule {
        kinds = Map.copyOf(kinds);
    }

    /** The schedule with the change made from its boundary on, or every reason why not. */
    Change change(ChangeRequest request, ServicePeriods periods, Thresholds thresholds, Instant now) {
        Optional<ServicePeriod> current = currentPeriod(periods, now);
        if (current.isEmpty()) {
            return new Change.NotAllowed(null, List.of(ENDED));
        }
        Optional<ServicePeriod> first = switch (request.effectiveAt) {
            case START_OF_CURRENT_PERIOD -> current;
            case START_OF_NEXT_PERIOD -> periods.after(current.get());
        };
        return first.map(period -> changeAt(period.start(), request, thresholds, now))
                .orElseGet(() -> new Change.NotAllowed(null, List.of(NO_NEXT_PERIOD)));
    }

    private Change changeAt(Instant boundary, ChangeRequest request, Thresholds thresholds, Instant now) {
        List<String> reasons = new ArrayList<>();
        if (request.effectiveAt == PeriodBoundary.START_OF_CURRENT_PERIOD) {
            // Looking at the segment before is not enough: it may be Stripe's, although a marketplace was metered
            // since the boundary.
            Instant inside = now.isBefore(boundary) ? boundary : now;
            if (request.kind == ProviderKind.MARKETPLACE) {
                reasons.add(TO_MARKETPLACE);
            }
            if (kindAt(segments.before(boundary)) == ProviderKind.MARKETPLACE
                    || kindAt(segments.at(inside)) == ProviderKind.MARKETPLACE) {
                reasons.add(FROM_MARKETPLACE);
            }
        }
        conflict(thresholds, request.kind).ifPresent(reasons::add);
        ProviderSegment segment =
                new ProviderSegment(request.segmentId, request.configuration, boundary, now, request.editId);
        Timeline<ProviderSegment> changed = segments.with(boundary, segment);
        if (changed.size() > MAX_SEGMENTS) {
            reasons.add(FULL);
        }
        return reasons.isEmpty()
                ? new Change.Made(segment, with(changed, request))
                : new Change.NotAllowed(boundary, reasons);
    }

    /** Why the thresholds cannot stand beside what bills the contract now and later; none if they can. */
    Optional<String> conflict(Thresholds thresholds, ServicePeriods periods, Instant now) {
        Instant from = now.isBefore(periods.start()) ? periods.start() : now;
        List<ProviderKind> ahead = new ArrayList<>();
        ahead.add(kindAt(segments.at(from)));
        segments.segments().stream()
                .filter(segment -> segment.from().isAfter(from))
                .forEach(segment -> ahead.add(kindOf(segment.value())));
        return ahead.stream()
                .flatMap(kind -> conflict(thresholds, kind).stream())
                .findFirst();
    }

    /** Why a contract with these thresholds cannot be billed through the provider; none if it can. */
    static Optional<String> conflict(Thresholds thresholds, ProviderKind provider) {
        return switch (provider) {
            case STRIPE -> Optional.empty();
            case MARKETPLACE -> thresholds.isEnabled() ? Optional.of(THRESHOLD_BILLING) : Optional.empty();
            case NETSUITE, NONE -> thresholds.isPaidThroughStripe() ? Optional.of(THRESHOLD_PAYMENT) : Optional.empty();
        };
    }

    /** The period a change "now" speaks of: the one that contains now, or the first one of a contract to come. */
    private static Optional<ServicePeriod> currentPeriod(ServicePeriods periods, Instant now) {
        return now.isBefore(periods.start()) ? Optional.of(periods.first()) : periods.containing(now);
    }

    private ProviderKind kindAt(Optional<Timeline.Segment<ProviderSegment>> segment) {
        return segment.map(found -> kindOf(found.value())).orElse(ProviderKind.NONE);
    }

    private ProviderKind kindOf(ProviderSegment segment) {
        return segment.configuration() == null
                ? ProviderKind.NONE
                : kinds.getOrDefault(segment.configuration(), ProviderKind.NONE);
    }

    private ProviderSchedule with(Timeline<ProviderSegment> changed, ChangeRequest request) {
        Map<ConfigurationId, ProviderKind> known = new HashMap<>(kinds);
        if (request.configuration != null) {
            known.put(request.configuration, request.kind);
        }
        return new ProviderSchedule(changed, known);
    }
}
