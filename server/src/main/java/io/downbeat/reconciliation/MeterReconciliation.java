package io.downbeat.reconciliation;

import io.downbeat.core.Amount;
import io.downbeat.customers.Customer;
import io.downbeat.customers.Customers;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnector.MeteredInterval;
import io.downbeat.metering.settlement.MeteredBuyers;
import io.downbeat.outbound.Account;
import io.downbeat.reconciliation.Difference.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our accepted metering records against what a marketplace shows for each buyer, hour by hour or day by day. What was metered
 * cannot be taken back or sent twice, so every difference is told to a person.
 */
class MeterReconciliation {
    /** A marketplace shows what it took with a delay of hours. */
    private static final Duration QUIET = Duration.ofDays(1);

    /** @param why it could not be asked, or not all of it */
    record Compared(
            Account account, boolean asked, @Nullable String why, long checked, List<Difference> differences) {}

    record OurRecord(Instant hour, long quantity, String state) {
        boolean isIn(Instant from, Instant until) {
            return !hour.isBefore(from) && hour.isBefore(until);
        }

        private boolean isOpen() {
            return switch (state) {
                case "CONFIRMED", "REJECTED", "EXPIRED" -> false;
                default -> true;
            };
        }

        private boolean isConfirmed() {
            return state.equals("CONFIRMED");
        }

        private OurRecord open() {
            return new OurRecord(hour, quantity, "UNKNOWN");
        }
    }

    /** What is asked about one buyer, and what came back of it. */
    private static final class TheirRecords {
        private Instant from = Instant.MAX;
        private Instant until = Instant.MIN;
        private final Set<MeteredInterval> intervals = new LinkedHashSet<>();
        private final @Nullable String customer;

        TheirRecords(@Nullable String customer) {
            this.customer = customer;
        }

        void add(Instant asked, Instant askedUntil, List<MeteredInterval> shown) {
            from = asked.isBefore(from) ? asked : from;
            until = askedUntil.isAfter(until) ? askedUntil : until;
            // Two configurations that lead to one buyer are shown the same records; each counts once.
            intervals.addAll(merged(shown));
        }
    }

    private final MeteredBuyers metered;
    private final Customers customers;
    private final List<MarketplaceConnector> connectors;
    private final InstantSource clock;

    MeterReconciliation(
            MeteredBuyers metered, Customers customers, List<MarketplaceConnector> connectors, InstantSource clock) {
        this.metered = metered;
        this.customers = customers;
        this.connectors = List.copyOf(connectors);
        this.clock = clock;
    }

    boolean isMetered(Account account) {
        return connector(account).isPresent();
    }

    private Optional<MarketplaceConnector> connector(Account account) {
        return connectors.stream()
                .filter(connector -> connector.leadsTo(account.provider(), account.method()))
                .findFirst();
    }

    Compared compare(Account account, Instant from, Instant until) {
        MarketplaceConnector connector = connector(account).orElseThrow();
        Instant settled = clock.instant().minus(QUIET).truncatedTo(ChronoUnit.HOURS);
        Instant first = from.minusNanos(1).truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        Instant end = until.isBefore(settled) ? until : settled;
        List<MeteredBuyers.Buyer> buyers =
                first.isBefore(end) ? metered.buyers(account.deliveryMethod(), first, end) : List.of();
        // A record that changes while the marketplace is asked is not judged.
        Map<String, Set<OurRecord>> before = new LinkedHashMap<>();
        buyers.forEach(
                each -> before.computeIfAbsent(each.key(), key -> new HashSet<>(records(account, key, first, end))));
        Map<String, TheirRecords> shown = new LinkedHashMap<>();
        Set<String> reasons = new LinkedHashSet<>();
        List<MarketplaceConnector.Question> questions = buyers.stream()
                .map(each -> new MarketplaceConnector.Question(
                        each.buyer(),
                        each.since().isAfter(first) ? each.since() : first,
                        each.until().isBefore(end) ? each.until() : end))
                .toList();
        List<MarketplaceConnector.Readback> answers = connector.readBack(questions, MarketplaceConnector.DIMENSION);
        for (int i = 0; i < buyers.size(); i++) {
            MeteredBuyers.Buyer each = buyers.get(i);
            MarketplaceConnector.Question asked = questions.get(i);
            switch (answers.get(i)) {
                case MarketplaceConnector.Readback.Readings(List<MeteredInterval> intervals) ->
                    shown.computeIfAbsent(each.key(), key -> new TheirRecords(name(each)))
                            .add(asked.from(), asked.until(), intervals);
                case MarketplaceConnector.Readback.CannotAsk(String reason) -> reasons.add(reason);
                case MarketplaceConnector.Readback.Failed(String reason) ->
                    reasons.add(AccountInventories.FAILED + reason);
            }
        }
        return compared(account, before, shown, reasons, settled);
    }

    /** Two customers may be one buyer; the first name by the alphabet stands for them. */
    private @Nullable String name(MeteredBuyers.Buyer buyer) {
        return customers.findAll(buyer.customers()).values().stream()
                .map(Customer::name)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private Compared compared(
            Account account,
            Map<String, Set<OurRecord>> before,
            Map<String, TheirRecords> shown,
            Set<String> reasons,
            Instant settled) {
        List<Difference> found = new ArrayList<>();
        long checked = 0;
        for (Map.Entry<String, TheirRecords> each : shown.entrySet()) {
            TheirRecords there = each.getValue();
            Set<OurRecord> was = before.getOrDefault(each.getKey(), Set.of());
            List<OurRecord> records = records(account, each.getKey(), there.from, there.until).stream()
                    .map(record ->
                            was.contains(record) || !record.isIn(there.from, there.until) ? record : record.open())
                    .toList();
            checked += records.stream()
                    .filter(record -> record.isIn(there.from, there.until))
                    .count();
            differences(
                            account.name(),
                            each.getKey(),
                            records,
                            List.copyOf(there.intervals),
                            there.from,
                            there.until,
                            settled)
                    .forEach(difference -> found.add(difference.about(there.customer)));
        }
        String why = reasons.isEmpty() ? null : said(reasons);
        return new Compared(
                account,
                !shown.isEmpty(),
                why == null && shown.isEmpty() ? "nothing was metered through it in this time" : why,
                checked,
                found);
    }

    private static String said(Set<String> reasons) {
        String first = reasons.iterator().next();
        return reasons.size() == 1 ? first : first + " (and likewise for " + (reasons.size() - 1) + " more)";
    }

    /** With those of the whole days at both ends, because a marketplace may count by day. */
    private List<OurRecord> records(Account account, String buyer, Instant from, Instant until) {
        return metered.records(account.deliveryMethod(), buyer, from.minus(QUIET), until.plus(QUIET)).stream()
                .map(each -> new OurRecord(each.hour(), each.quantity(), each.state()))
                .toList();
    }

    /**
     * Pure. An interval with an open record in it is not judged: it may be on its way.
     *
     * @param settled what ends after this may not be shown in full yet, and is not judged
     */
    static List<Difference> differences(
            String account,
            String buyer,
            List<OurRecord> records,
            List<MeteredInterval> intervals,
            Instant from,
            Instant until,
            Instant settled) {
        List<Difference> found = new ArrayList<>();
        List<OurRecord> left = new ArrayList<>(records);
        for (MeteredInterval interval : merged(intervals)) {
            List<OurRecord> inside = records.stream()
                    .filter(record -> record.isIn(interval.from(), interval.until()))
                    .toList();
            left.removeAll(inside);
            boolean isJudged = interval.from().isBefore(until)
                    && interval.until().isAfter(from)
                    && !interval.until().isAfter(settled);
            if (isJudged && inside.stream().noneMatch(OurRecord::isOpen)) {
                ofStretch(account, buyer, interval, inside).ifPresent(found::add);
            }
        }
        left.stream()
                .filter(record -> record.isConfirmed() && record.isIn(from, until))
                .map(record -> Difference.metered(
                        Kind.MISSING_THERE,
                        false,
                        account,
                        null,
                        buyer + ", hour of " + record.hour() + ": we metered " + shown(record.quantity())
                                + ", the marketplace shows nothing"))
                .forEach(found::add);
        return found;
    }

    private static Optional<Difference> ofStretch(
            String account, String buyer, MeteredInterval interval, List<OurRecord> inside) {
        long ours = inside.stream()
                .filter(OurRecord::isConfirmed)
                .mapToLong(OurRecord::quantity)
                .sum();
        if (ours == interval.quantity()) {
            return Optional.empty();
        }
        Kind kind =
                ours == 0 ? Kind.EXTRA_THERE : interval.quantity() == 0 ? Kind.MISSING_THERE : Kind.DIFFERENT_AMOUNT;
        String status = interval.status().isEmpty() ? "" : " (" + interval.status() + ")";
        return Optional.of(Difference.metered(
                kind,
                interval.quantity() > ours,
                account,
                interval.reference(),
                buyer + ", " + interval.from() + " to " + interval.until() + ": we metered " + shown(ours)
                        + ", the marketplace shows " + shown(interval.quantity()) + status));
    }

    /** One for each interval of time: Azure shows a day under two plans as two rows, Tackle may hold an hour twice. */
    private static List<MeteredInterval> merged(List<MeteredInterval> intervals) {
        Map<List<Instant>, List<MeteredInterval>> byTime = intervals.stream()
                .collect(Collectors.groupingBy(
                        each -> List.of(each.from(), each.until()), LinkedHashMap::new, Collectors.toList()));
        return byTime.values().stream()
                .map(same -> same.stream().reduce(MeterReconciliation::sum).orElseThrow())
                .toList();
    }

    private static MeteredInterval sum(MeteredInterval one, MeteredInterval other) {
        String status = Stream.of(one.status(), other.status())
                .filter(each -> !each.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        return new MeteredInterval(
                one.from(),
                one.until(),
                one.quantity() + other.quantity(),
                status,
                one.reference() == null ? other.reference() : one.reference());
    }

    private static String shown(long cents) {
        return cents == 0 ? "nothing" : Amount.cents(cents).toString();
    }
}
