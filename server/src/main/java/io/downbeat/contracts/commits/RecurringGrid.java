package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.PaymentItem;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.subscriptions.SeatGrants;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The periods of a recurring commit or credit, and what each is worth. Pure.
 *
 * <p>Without a recurrence of its own it follows the contract's usage statements, and its first period may be short; with one,
 * periods are counted from its own start. The last is cut where the item or the contract ends. A short period is worth its
 * share by the hour of the full one.
 */
final class RecurringGrid {
    /** Access keeps so many decimals of a share, in any currency. */
    private static final int ACCESS_DECIMALS = 10;

    private static final Duration DAY = Duration.ofDays(1);
    /** Longer than any period, so that the one around an instant is found whole. */
    private static final Duration BEFORE = Duration.ofDays(800);

    /**
     * One period.
     *
     * @param full the whole period, where neither the item nor the contract cuts it
     * @param accessEnd where what it gives can be used no more
     * @param access what it gives; of an item that is linked to seats, for one of them
     * @param payment what it is charged, if anything
     */
    record Period(
            Instant start,
            ServicePeriod full,
            Instant accessEnd,
            BigDecimal access,
            @Nullable Payment payment) {

        /** Segments that the old period cut at its end go on to the end of this one; others stay. */
        List<AccessSegment> ending(Period old, List<AccessSegment> segments) {
            return segments.stream()
                    .map(segment -> segment.endingBefore().equals(old.accessEnd)
                                    && segment.startingAt().isBefore(accessEnd)
                            ? segment.with(segment.amount(), segment.startingAt(), accessEnd)
                            : segment)
                    .toList();
        }
    }

    /** A price for a quantity. */
    record Payment(BigDecimal unitPrice, BigDecimal quantity) {

        /** Whatever number of zeros they are written with. */
        boolean isSame(Payment other) {
            return unitPrice.compareTo(other.unitPrice) == 0 && quantity.compareTo(other.quantity) == 0;
        }

        /**
         * What becomes of the item that stands for it, for the seats that came or went since: of one whose price or quantity
         * somebody changed, as many more or less.
         *
         * @param was what it was before they did
         */
        PaymentItem instead(Payment was, PaymentItem agreed) {
            if (isSame(was)) {
                return agreed;
            }
            if (was.isSame(new Payment(agreed.unitPrice(), agreed.quantity()))) {
                return new PaymentItem(agreed.id(), agreed.timestamp(), unitPrice, quantity);
            }
            BigDecimal left = agreed.quantity().add(quantity).subtract(was.quantity);
            return unitPrice.compareTo(was.unitPrice) == 0
                    ? new PaymentItem(agreed.id(), agreed.timestamp(), agreed.unitPrice(), left.max(BigDecimal.ZERO))
                    : agreed;
        }
    }

    private final RecurringBalance item;
    private final Contract contract;
    private final @Nullable Subscription seats;
    private final @Nullable Instant end;

    /** @param seats of which it gives something for each; {@code null} where its amounts say how much */
    RecurringGrid(RecurringBalance item, Contract contract, @Nullable Subscription seats) {
        this.item = item;
        this.contract = contract;
        this.seats = seats;
        Instant own = item.schedule().endingBefore();
        Instant contractEnd = contract.endingBefore();
        end = own == null || contractEnd != null && contractEnd.isBefore(own) ? contractEnd : own;
    }

    /** The same contract and seats with the item as it is agreed on otherwise. */
    RecurringGrid with(RecurringBalance other) {
        return new RecurringGrid(other, contract, seats);
    }

    /** Every period that began by then, and the one after these. */
    List<Period> begunAndNext(Instant now) {
        List<Period> periods = new ArrayList<>();
        ServicePeriod full = around(item.schedule().startingAt());
        while (isWanted(start(full))) {
            periods.add(period(full));
            if (start(full).isAfter(now)) {
                break;
            }
            full = around(full.end());
        }
        return periods;
    }

    /** The period that begins just then; empty if none does. */
    Optional<Period> startingAt(Instant start) {
        if (start.isBefore(item.schedule().startingAt()) || !isWanted(start)) {
            return Optional.empty();
        }
        ServicePeriod full = around(start);
        return start(full).equals(start) ? Optional.of(period(full)) : Optional.empty();
    }

    /** When the period after the ones of {@link #begunAndNext} is to be added: as the last of them begins. */
    @Nullable
    Instant nextDue(List<Period> made, Instant now) {
        if (made.isEmpty() || !made.getLast().start().isAfter(now)) {
            return null;
        }
        Instant last = made.getLast().start();
        return isWanted(around(last).end()) ? last : null;
    }

    private boolean isWanted(Instant start) {
        return start.isBefore(AccessSegment.LATEST_END) && (end == null || start.isBefore(end));
    }

    private Instant start(ServicePeriod full) {
        Instant startingAt = item.schedule().startingAt();
        return full.start().isBefore(startingAt) ? startingAt : full.start();
    }

    private Period period(ServicePeriod full) {
        Duration part = part(full);
        return new Period(
                start(full),
                full,
                accessEnd(full),
                access(item.access().whole(), part, full.length()),
                payment(part, full.length(), start(full)));
    }

    /** What a period is worth of. */
    private Duration part(ServicePeriod full) {
        RecurringBalance.Proration proration = item.schedule().proration();
        Instant from = proration.first() ? start(full) : full.start();
        Instant until = proration.last() && end != null && end.isBefore(full.end()) ? end : full.end();
        return Duration.between(from, until);
    }

    /** What the period gives for seats from when they come. */
    AccessSegment segment(AccessSegmentId id, Period period, SeatGrants.Grant grant) {
        return new AccessSegment(
                id,
                access(period, grant),
                grant.from(),
                period.accessEnd,
                new AccessSegment.Seats(
                        grant.units(),
                        grant.seat() == null || seats == null ? null : seats.seatGroupKey(),
                        grant.seat()));
    }

    /** Whether there is something that the period has to give besides what it has given. */
    boolean isMissingSome(Period period, List<AccessSegment> given) {
        return item.link() == null ? given.isEmpty() : !missing(period, given).isEmpty();
    }

    /** For which seats it has to give something besides what it has given. */
    List<SeatGrants.Grant> missing(Period period, List<AccessSegment> given) {
        return SeatGrants.missing(Objects.requireNonNull(seats), allocation(), span(period), grants(given));
    }

    /**
     * What seats still have of what is given for them: nothing that has not begun is for a seat that is gone, whoever edited
     * it, and of what all share those that are left have their part.
     */
    List<AccessSegment> held(Period period, List<AccessSegment> given, Instant now) {
        Iterator<BigDecimal> units = SeatGrants.held(
                        Objects.requireNonNull(seats), allocation(), span(period), grants(given), now)
                .iterator();
        return given.stream()
                .flatMap(segment -> segment.seats() == null ? Stream.of(segment) : part(segment, units.next()).stream())
                .toList();
    }

    private static Optional<AccessSegment> part(AccessSegment whole, BigDecimal units) {
        AccessSegment.Seats of = Objects.requireNonNull(whole.seats());
        if (units.compareTo(of.units()) == 0) {
            return Optional.of(whole);
        }
        return units.signum() == 0
                ? Optional.empty()
                : Optional.of(new AccessSegment(
                        whole.id(),
                        whole.amount().multiply(units).divide(of.units(), ACCESS_DECIMALS, RoundingMode.HALF_UP),
                        whole.startingAt(),
                        whole.endingBefore(),
                        new AccessSegment.Seats(units, of.groupKey(), of.seat())));
    }

    private SeatLink.Allocation allocation() {
        return Objects.requireNonNull(item.link(), "only what is linked to seats gives for them")
                .allocation();
    }

    private static ServicePeriod span(Period period) {
        return new ServicePeriod(period.start, lastHour(period));
    }

    private static List<SeatGrants.Grant> grants(List<AccessSegment> given) {
        return given.stream()
                .flatMap(segment -> Stream.ofNullable(segment.seats())
                        .map(of -> new SeatGrants.Grant(segment.startingAt(), of.units(), of.seat())))
                .toList();
    }

    /**
     * Whether a segment of the period that begins then is what this gives for seats, and nobody changed it since: it begins
     * with the period or where seats change, and is of the amount and to the end that such a one has.
     */
    boolean isAsGiven(Instant start, AccessSegment segment) {
        AccessSegment.Seats of = segment.seats();
        Optional<Period> period = startingAt(start);
        if (of == null || seats == null || period.isEmpty()) {
            return of != null;
        }
        Instant from = segment.startingAt();
        boolean isItsMoment = from.equals(start)
                || seats.changes().stream()
                        .anyMatch(change -> change.startingAt().equals(from));
        return isItsMoment
                && segment.endingBefore().equals(period.get().accessEnd())
                && segment.amount().compareTo(access(period.get(), new SeatGrants.Grant(from, of.units(), of.seat())))
                        == 0;
    }

    /** Where the period is over, or its contract. */
    private static Instant lastHour(Period period) {
        return period.accessEnd.isBefore(period.full.end()) ? period.accessEnd : period.full.end();
    }

    /** What it gives for seats from a moment of the period on: as the period is worth, or the part of it that is left. */
    private BigDecimal access(Period period, SeatGrants.Grant grant) {
        SeatLink link = Objects.requireNonNull(item.link());
        BigDecimal amount = item.access().unitPrice().multiply(grant.units());
        if (grant.from().equals(period.start)) {
            return access(amount, part(period.full), period.full.length());
        }
        Duration left = Duration.between(grant.from(), lastHour(period));
        return link.isProrated()
                ? share(amount, left, period.full.length(), item.access().rounding(), ACCESS_DECIMALS)
                : amount;
    }

    /** It is cut by the contract's end and not by the item's. */
    private Instant accessEnd(ServicePeriod full) {
        Instant last = AccessSegment.LATEST_END;
        Instant contractEnd = contract.endingBefore();
        if (contractEnd != null && contractEnd.isBefore(last)) {
            last = contractEnd;
        }
        Instant accessEnd = full.end();
        for (int periods = 1; periods < item.schedule().duration() && accessEnd.isBefore(last); periods++) {
            accessEnd = around(accessEnd).end();
        }
        return last.isBefore(accessEnd) ? last : accessEnd;
    }

    private BigDecimal access(BigDecimal amount, Duration part, Duration whole) {
        return part.equals(whole)
                ? amount
                : share(amount, part, whole, item.access().rounding(), ACCESS_DECIMALS);
    }

    /** What is charged can be expressed in its currency. */
    private @Nullable Payment payment(Duration part, Duration whole, Instant start) {
        RecurringBalance.Amount invoice = item.invoice();
        if (invoice == null) {
            return null;
        }
        BigDecimal quantity = seats == null ? invoice.quantity() : seats.quantityAt(start);
        BigDecimal amount = invoice.unitPrice().multiply(quantity);
        int decimals = invoice.unit().decimals();
        if (!part.equals(whole)) {
            return new Payment(share(amount, part, whole, invoice.rounding(), decimals), BigDecimal.ONE);
        }
        boolean expressible = amount.stripTrailingZeros().scale() <= decimals;
        return expressible
                ? new Payment(invoice.unitPrice(), quantity)
                : new Payment(amount.setScale(decimals, RoundingMode.HALF_UP), BigDecimal.ONE);
    }

    private static BigDecimal share(
            BigDecimal amount,
            Duration part,
            Duration whole,
            RecurringBalance.@Nullable Rounding rounding,
            int usualDecimals) {
        BigDecimal share = amount.multiply(BigDecimal.valueOf(part.toHours()));
        BigDecimal hours = BigDecimal.valueOf(whole.toHours());
        return rounding == null
                ? share.divide(hours, usualDecimals, RoundingMode.HALF_UP)
                : share.divide(hours, rounding.decimalPlaces(), rounding.method());
    }

    /** The full period that the instant lies in, as if neither the item nor the contract cut it. */
    private ServicePeriod around(Instant moment) {
        RecurringBalance.Recurrence recurrence = item.schedule().recurrence();
        Instant anchor = item.schedule().startingAt();
        if (recurrence == RecurringBalance.Recurrence.DAILY) {
            Instant start = anchor.plus(
                    DAY.multipliedBy(Duration.between(anchor, moment).dividedBy(DAY)));
            return new ServicePeriod(start, start.plus(DAY));
        }
        StatementSchedule schedule = recurrence == null
                ? contract.statements()
                : new StatementSchedule(Frequency.valueOf(recurrence.name()), anchor);
        return new ServicePeriods(schedule, moment.minus(BEFORE), null)
                .containing(moment)
                .orElseThrow();
    }
}
