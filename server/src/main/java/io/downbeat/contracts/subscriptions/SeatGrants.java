package io.downbeat.contracts.subscriptions;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For which seats a period gives something from when on (subscriptions.md 1.7). What was given is never taken back, and nobody
 * is given for twice: what is left by one and taken by another is the same unit where all share, and a seat that comes back has
 * what it had. Pure.
 */
public final class SeatGrants {

    /**
     * @param units for how many
     * @param seat for whom; {@code null} for all together
     */
    public record Grant(
            Instant from, BigDecimal units, @Nullable String seat) {}

    private SeatGrants() {}

    /**
     * What is to be given in the period besides what has been.
     *
     * @param given what is given for certain
     */
    public static List<Grant> missing(
            Subscription subscription, SeatLink.Allocation allocation, ServicePeriod period, Collection<Grant> given) {
        SeatSchedule seats = subscription.seats();
        return switch (allocation) {
            case POOLED -> pooled(seats, period, given);
            case INDIVIDUAL -> individual(seats, period, given);
        };
    }

    /**
     * So many as stay missing to the period's end: what turns out to have been there before it was given for is given for
     * already, and is not given once more.
     */
    private static List<Grant> pooled(SeatSchedule seats, ServicePeriod period, Collection<Grant> given) {
        NavigableSet<Instant> moments = moments(seats, period, given);
        NavigableMap<Instant, BigDecimal> missing = new TreeMap<>();
        BigDecimal most = BigDecimal.ZERO;
        for (Instant moment : moments) {
            most = most.max(seats.at(moment).quantity());
            missing.put(moment, most.subtract(units(moment, given)));
        }
        List<Grant> grants = new ArrayList<>();
        for (Instant moment : moments) {
            BigDecimal stays = Collections.min(missing.tailMap(moment, true).values());
            BigDecimal more = stays.subtract(units(moment, grants)).max(BigDecimal.ZERO);
            // The first is made for nobody too, so that the period has its balance.
            if (more.signum() > 0 || moment.equals(period.start()) && given.isEmpty()) {
                grants.add(new Grant(moment, more, null));
            }
        }
        return grants;
    }

    private static List<Grant> individual(SeatSchedule seats, ServicePeriod period, Collection<Grant> given) {
        Set<String> had = new HashSet<>();
        given.forEach(one -> had.add(one.seat));
        List<Grant> grants = new ArrayList<>();
        for (Instant moment : moments(seats, period)) {
            seats.at(moment).assigned().stream()
                    .filter(had::add)
                    .forEach(seat -> grants.add(new Grant(moment, BigDecimal.ONE, seat)));
        }
        return grants;
    }

    /**
     * For how many each of the grants still is, in their order: of what has begun nothing is taken back, and of the rest a seat
     * that is gone has nothing, nor do all together have more than there are.
     */
    public static List<BigDecimal> held(
            Subscription subscription,
            SeatLink.Allocation allocation,
            ServicePeriod period,
            List<Grant> given,
            Instant now) {
        SeatSchedule seats = subscription.seats();
        return switch (allocation) {
            case POOLED -> heldTogether(seats, period, given, now);
            case INDIVIDUAL -> heldEach(seats, period, given, now);
        };
    }

    /** From moment to moment, so that what is too much at one is of the grants that begin then. */
    private static List<BigDecimal> heldTogether(
            SeatSchedule seats, ServicePeriod period, List<Grant> given, Instant now) {
        List<Grant> left = new ArrayList<>(given);
        BigDecimal most = BigDecimal.ZERO;
        for (Instant moment : moments(seats, period, given)) {
            most = most.max(seats.at(moment).quantity());
            BigDecimal tooMany = units(moment, left).subtract(most).max(BigDecimal.ZERO);
            for (int i = left.size() - 1; i >= 0; i--) {
                Grant grant = left.get(i);
                if (grant.from.isAfter(now) && !grant.from.isAfter(moment)) {
                    BigDecimal less = grant.units.min(tooMany);
                    left.set(i, new Grant(grant.from, grant.units.subtract(less), null));
                    tooMany = tooMany.subtract(less);
                }
            }
        }
        return left.stream().map(Grant::units).toList();
    }

    private static List<BigDecimal> heldEach(SeatSchedule seats, ServicePeriod period, List<Grant> given, Instant now) {
        Set<String> had = new HashSet<>();
        moments(seats, period).forEach(moment -> had.addAll(seats.at(moment).assigned()));
        return given.stream()
                .map(grant -> grant.from.isAfter(now) && !had.contains(grant.seat) ? BigDecimal.ZERO : grant.units)
                .toList();
    }

    /** Where seats change, and where something is given. */
    private static NavigableSet<Instant> moments(SeatSchedule seats, ServicePeriod period, Collection<Grant> given) {
        NavigableSet<Instant> moments = moments(seats, period);
        given.stream().map(Grant::from).filter(period::contains).forEach(moments::add);
        return moments;
    }

    private static NavigableSet<Instant> moments(SeatSchedule seats, ServicePeriod period) {
        NavigableSet<Instant> moments = new TreeSet<>(List.of(period.start()));
        seats.timeline().segments().stream()
                .map(Timeline.Segment::from)
                .filter(period::contains)
                .forEach(moments::add);
        return moments;
    }

    private static BigDecimal units(Instant moment, Collection<Grant> grants) {
        return grants.stream()
                .filter(grant -> !grant.from.isAfter(moment))
                .map(Grant::units)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
