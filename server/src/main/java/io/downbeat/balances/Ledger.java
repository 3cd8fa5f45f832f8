package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a balance and what is left of it, worked out of its terms, what invoices drew and what was entered by hand
 * (pricing.md 3.1). It is never stored, since a draft's part of it changes with every event. Pure.
 */
public final class Ledger {

    /**
     * What happened to a balance.
     *
     * @param draws of finalized invoices and of drafts
     * @param rolled what of it rolled over, or would if nothing more is drawn
     * @param endsAt when the contract that it belongs to ends or was archived; {@code null} for no such end
     * @param billsTheRest whether what is left of a postpaid commit is billed, or was and is open again; else it expires
     * @param trueUp the draft or invoice that bills it; {@code null} while the one that did is void
     */
    public record History(
            Balance balance,
            List<Draw> draws,
            List<ManualEntry> entries,
            List<Rollovers.Rolled> rolled,
            @Nullable Instant endsAt,
            boolean billsTheRest,
            @Nullable UUID trueUp) {
        public History {
            draws = List.copyOf(draws);
            entries = List.copyOf(entries);
            rolled = List.copyOf(rolled);
        }

        /** A segment that would start after the end is opened and closed there. */
        Instant startOf(AccessSegment segment) {
            return earlier(segment.startingAt());
        }

        Instant endOf(AccessSegment segment) {
            return earlier(segment.endingBefore());
        }

        /** The moment, or where the segment starts or ends if it lies outside. */
        Instant within(AccessSegment segment, Instant moment) {
            Instant start = startOf(segment);
            Instant end = endOf(segment);
            Instant notBefore = moment.isBefore(start) ? start : moment;
            return notBefore.isAfter(end) ? end : notBefore;
        }

        private Instant earlier(Instant moment) {
            return endsAt != null && endsAt.isBefore(moment) ? endsAt : moment;
        }

        /** What is left of each segment, whatever the moment. */
        public Standing standing() {
            return new Standing(
                    balance, balance.segments().stream().collect(Collectors.toMap(AccessSegment::id, this::left)));
        }

        /** What of it rolls over aside: that happens when the segment is over. */
        public BigDecimal left(AccessSegment segment) {
            BigDecimal left = segment.amount();
            for (ManualEntry entry : entries) {
                left = entry.segment().equals(segment.id()) ? left.add(entry.amount()) : left;
            }
            for (Draw draw : draws) {
                left = draw.segment().equals(segment.id()) ? left.subtract(draw.amount()) : left;
            }
            return left;
        }

        /** With what of it rolled over, and with what rolled over into it if its terms do not say that yet. */
        public History with(Collection<Rollovers.Rolled> all) {
            Balance known =
                    balance.origin().isProvisional() ? balance.rolled(Rollovers.sum(all, balance.id())) : balance;
            List<Rollovers.Rolled> out =
                    all.stream().filter(one -> one.from().equals(balance.id())).toList();
            return new History(known, draws, entries, out, endsAt, billsTheRest, trueUp);
        }

        /** What neither was used nor rolled over. */
        BigDecimal rest(AccessSegment segment) {
            BigDecimal rest = left(segment);
            for (Rollovers.Rolled one : rolled) {
                rest = one.segment().equals(segment.id()) ? rest.subtract(one.amount()) : rest;
            }
            return rest;
        }
    }

    private Ledger() {}

    /** What can be used at the moment: what is left of the segments that are active, none of them below zero. */
    public static BigDecimal balance(History of, Instant now) {
        if (of.balance().archivedAt() != null) {
            return BigDecimal.ZERO;
        }
        return of.balance().segments().stream()
                .filter(segment -> isActive(segment, of.endsAt(), now))
                .map(segment -> of.left(segment).max(BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * The same of what is known to be left of each segment.
     *
     * @param endsAt as in {@link History}
     */
    public static BigDecimal balance(Standing of, @Nullable Instant endsAt, Instant now) {
        return of.balance().archivedAt() != null
                ? BigDecimal.ZERO
                : of.balance().segments().stream()
                        .filter(segment -> isActive(segment, endsAt, now))
                        .map(segment -> of.left(segment).max(BigDecimal.ZERO))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether it can be used then: it has started, and neither it nor its contract has ended. */
    public static boolean isActive(AccessSegment segment, @Nullable Instant endsAt, Instant now) {
        return !segment.startingAt().isAfter(now)
                && segment.endingBefore().isAfter(now)
                && (endsAt == null || endsAt.isAfter(now));
    }

    /** Entries whose moment has come, in order; what a draft draws is dated at its period's end and shown at once. */
    public static List<LedgerEntry> entries(History of, Instant now) {
        if (of.balance().archivedAt() != null) {
            return List.of();
        }
        List<LedgerEntry> entries = new ArrayList<>();
        for (AccessSegment segment : of.balance().segments()) {
            if (!of.startOf(segment).isAfter(now)) {
                entries.add(start(of, segment));
                manual(of, segment, now, entries);
                end(of, segment, now, entries);
            }
        }
        boolean postpaid = of.balance().type() == BalanceType.POSTPAID;
        for (Draw draw : of.draws()) {
            entries.add(new LedgerEntry(
                    draw.isTrueUp() ? LedgerEntry.Kind.TRUEUP : LedgerEntry.Kind.AUTOMATED_INVOICE_DEDUCTION,
                    draw.datedAt(),
                    draw.invoice(),
                    draw.amount().negate(),
                    draw.contract().contract(),
                    draw.segment(),
                    null));
        }
        for (Rollovers.Rolled rolled : of.rolled()) {
            if (!rolled.at().isAfter(now)) {
                entries.add(new LedgerEntry(
                        LedgerEntry.Kind.ROLLOVER,
                        rolled.at(),
                        null,
                        rolled.amount().negate(),
                        rolled.contract(),
                        rolled.segment(),
                        null));
            }
        }
        List<AccessSegmentId> places =
                of.balance().segments().stream().map(AccessSegment::id).toList();
        entries.sort(Comparator.comparing(LedgerEntry::timestamp)
                .thenComparing(LedgerEntry::kind)
                .thenComparingInt(entry -> entry.segment() == null ? -1 : places.indexOf(entry.segment()))
                .thenComparing(entry -> String.valueOf(entry.invoice())));
        return postpaid ? entries.stream().map(Ledger::ofPostpaid).toList() : List.copyOf(entries);
    }

    private static LedgerEntry start(History of, AccessSegment segment) {
        return new LedgerEntry(
                startKind(of.balance(), segment),
                of.startOf(segment),
                null,
                segment.amount(),
                null,
                segment.id(),
                null);
    }

    /** What is given for seats later than the others of its period adds to it. */
    private static LedgerEntry.Kind startKind(Balance balance, AccessSegment segment) {
        if (segment.seats() != null && segment.startingAt().isAfter(balance.createdAt())) {
            return LedgerEntry.Kind.SEAT_BASED_ADJUSTMENT;
        }
        return balance.type() == BalanceType.POSTPAID
                ? LedgerEntry.Kind.INITIAL_BALANCE
                : LedgerEntry.Kind.SEGMENT_START;
    }

    /** Where the segment was moved away from an entry's date it stands at its end or start: what expires there counts it. */
    private static void manual(History of, AccessSegment segment, Instant now, List<LedgerEntry> entries) {
        for (ManualEntry entry : of.entries()) {
            if (entry.segment().equals(segment.id())) {
                Instant at = of.within(segment, entry.timestamp());
                if (!at.isAfter(now)) {
                    entries.add(new LedgerEntry(
                            LedgerEntry.Kind.MANUAL, at, null, entry.amount(), null, null, entry.reason()));
                }
            }
        }
    }

    /** What is left at the end expires; of a postpaid commit it is billed, and open again once the invoice is void. */
    private static void end(History of, AccessSegment segment, Instant now, List<LedgerEntry> entries) {
        BigDecimal left = of.rest(segment);
        if (left.signum() <= 0) {
            return;
        }
        Instant billedAt = billedAt(of);
        boolean billed = billedAt != null;
        Instant ends = billedAt == null ? of.endOf(segment) : billedAt;
        boolean isOpen = billed && of.trueUp() == null;
        if (!isOpen && !ends.isAfter(now)) {
            entries.add(new LedgerEntry(
                    billed ? LedgerEntry.Kind.TRUEUP : LedgerEntry.Kind.EXPIRATION,
                    ends,
                    billed ? of.trueUp() : null,
                    left.negate(),
                    null,
                    segment.id(),
                    null));
        }
    }

    /** When what is left of a postpaid commit is billed; {@code null} for what is billed no more, or never was to be. */
    private static @Nullable Instant billedAt(History of) {
        PaymentSchedule payments = of.balance().payments();
        return of.balance().type() == BalanceType.POSTPAID
                        && payments != null
                        && !payments.items().isEmpty()
                        && of.billsTheRest()
                ? payments.items().getFirst().timestamp()
                : null;
    }

    /** The API names no segment on what opens, bills or ends a postpaid commit. */
    private static LedgerEntry ofPostpaid(LedgerEntry entry) {
        return entry.kind() == LedgerEntry.Kind.AUTOMATED_INVOICE_DEDUCTION || entry.kind() == LedgerEntry.Kind.ROLLOVER
                ? entry
                : new LedgerEntry(
                        entry.kind(), entry.timestamp(), entry.invoice(), entry.amount(), null, null, entry.reason());
    }
}
