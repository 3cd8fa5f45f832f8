package io.downbeat.metering;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Five minutes after each hour: freezes what became due on every open stream into slots.
 *
 * <p>A configuration is claimed whole, so that two servers never make half a slot each, and the job run twice for one
 * hour finds nothing left to do. One that fails is told and tried again with the next hour, and holds up no other.
 */
final class MeterHours implements DueWork {

    private static final Logger LOG = LoggerFactory.getLogger(MeterHours.class);
    private static final int CLAIMED_AT_ONCE = 500;
    private static final String NO_HOUR = "no hour that the marketplace still takes is left for it, and the"
            + " configuration does not carry the contract's next period";

    private final MeteredInvoiceStateStore streams;
    private final MeteringRecordStore slots;
    private final CarryForward carries;
    private final DueAmounts amounts;
    private final MarketplaceConnectors connectors;
    private final MeteringIncidents incidents;
    private final Transactions transactions;
    private final Ids ids;

    MeterHours(
            MeteredInvoiceStateStore streams,
            MeteringRecordStore slots,
            CarryForward carries,
            DueAmounts amounts,
            MarketplaceConnectors connectors,
            MeteringIncidents incidents,
            Transactions transactions,
            Ids ids) {
        this.streams = streams;
        this.slots = slots;
        this.carries = carries;
        this.amounts = amounts;
        this.connectors = connectors;
        this.incidents = incidents;
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public String name() {
        return "meter_hours";
    }

    @Override
    public Optional<Instant> nextDue() {
        return streams.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        try {
            return transactions.in(() -> meter(streams.claimDue(now, CLAIMED_AT_ONCE), now));
        } catch (RuntimeException oneOfThem) {
            if (Failure.of(oneOfThem).passes()) {
                throw oneOfThem;
            }
            // The one that fails alone says why.
            return oneByOne(now);
        }
    }

    private int oneByOne(Instant now) {
        int done = 0;
        for (ConfigurationRef configuration : streams.dueConfigurations(now, CLAIMED_AT_ONCE)) {
            try {
                done += transactions.in(
                        () -> meter(streams.claim(configuration).stream().toList(), now));
            } catch (RuntimeException failure) {
                if (Failure.of(failure).passes()) {
                    throw failure;
                }
                done += transactions.in(() -> putOff(configuration, failure, now));
            }
        }
        return done;
    }

    private int putOff(ConfigurationRef configuration, RuntimeException failure, Instant now) {
        boolean isNews = incidents.raise(
                MeteringIncidents.Kind.METERING_FAILED,
                configuration.configuration().value(),
                "what is due could not be computed or frozen, and is tried again every hour: failed in Downbeat ("
                        + Failure.of(failure).words() + "); see the log at " + now + " for configuration "
                        + configuration.configuration(),
                null,
                now);
        if (isNews) {
            LOG.error("configuration {} could not be metered", configuration.configuration(), failure);
        }
        return streams.putOff(configuration, now, Hours.nextTick(now));
    }

    private int meter(List<MeteredConfiguration> claimed, Instant now) {
        Map<ConfigurationRef, MeteredConfiguration> known = new LinkedHashMap<>();
        claimed.forEach(each -> known.put(each.ref(), each));
        List<MeteredInvoiceState> due = known.isEmpty() ? List.of() : streams.due(known.keySet(), now);
        if (due.isEmpty()) {
            return 0;
        }
        List<Assessment> looks = carried(looks(due, now), now);
        Map<InvoiceId, Long> added = freeze(looks, known, now);
        streams.looked(looks.stream()
                .map(look -> looked(look, added.getOrDefault(look.stream().invoice(), 0L), known, now))
                .toList());
        incidents.end(
                MeteringIncidents.Kind.METERING_FAILED,
                known.keySet().stream().map(key -> key.configuration().value()).toList(),
                now);
        return due.size();
    }

    /** A stream, and what is due on it: {@code seen} and {@code closing} are kept for the next look. */
    private record Assessment(
            MeteredInvoiceState stream,
            long due,
            @Nullable Long seen,
            @Nullable Long closing,
            @Nullable String obstacle) {
        long pending() {
            return obstacle == null ? Math.max(0, due - stream.billed()) : 0;
        }

        Assessment with(MeteredInvoiceState other) {
            return new Assessment(other, due, seen, closing, obstacle);
        }

        /** Of a finalized invoice: what was metered beyond its total. */
        long surplus() {
            boolean counts = stream.finalCents() != null && !stream.voided() && obstacle == null;
            return counts ? Math.max(0, stream.billed() - due) : 0;
        }
    }

    /** What an earlier invoice of the contract was metered beyond its total comes first: it needs no record. */
    private List<Assessment> carried(List<Assessment> looks, Instant now) {
        List<MeteredInvoiceState> wanting = looks.stream()
                .filter(look -> look.pending() > 0)
                .map(Assessment::stream)
                .toList();
        if (wanting.isEmpty()) {
            return looks;
        }
        CarryForward.OverMetered surplus = carries.surplus(wanting);
        List<Assessment> fed = looks.stream()
                .map(look -> {
                    long cents = look.pending() > 0 ? carries.carry(surplus, look.stream(), look.pending(), now) : 0;
                    return cents == 0 ? look : look.with(look.stream().withBilled(cents));
                })
                .toList();
        // Who gave may be looked at in the same round, and must not keep as surplus what it has just given away.
        return fed.stream()
                .map(look -> {
                    long taken = surplus.taken(look.stream().invoice());
                    return taken == 0 ? look : look.with(look.stream().withBilled(-taken));
                })
                .toList();
    }

    private List<Assessment> looks(List<MeteredInvoiceState> due, Instant now) {
        List<InvoiceId> drafts = due.stream()
                .filter(stream -> !stream.isFinal())
                .map(MeteredInvoiceState::invoice)
                .toList();
        Map<InvoiceId, DueAmounts.Due> soFar = drafts.isEmpty() ? Map.of() : amounts.soFar(drafts, now);
        List<Assessment> looks = new ArrayList<>();
        List<InvoiceId> moved = new ArrayList<>();
        for (MeteredInvoiceState stream : due) {
            Assessment look = look(stream, soFar.get(stream.invoice()), now);
            looks.add(look);
            if (look.seen() != null && look.closing() == null) {
                moved.add(stream.invoice());
            }
        }
        return moved.isEmpty() ? looks : closed(looks, amounts.totals(moved));
    }

    private static Assessment look(MeteredInvoiceState found, DueAmounts.@Nullable Due due, Instant now) {
        if (found.isFinal()) {
            BigDecimal total = found.voided() || found.finalCents() == null ? BigDecimal.ZERO : found.finalCents();
            return MeterLedger.holds(total)
                    ? new Assessment(found, MeterLedger.floor(total), null, null, null)
                    : new Assessment(found, 0, null, null, "the total " + MeterLedger.TOO_MUCH);
        }
        if (due == null) {
            return new Assessment(found, 0, null, null, "the invoice does not exist (any more)");
        }
        if (!due.isUsd()) {
            return new Assessment(found, 0, null, null, "a marketplace takes US dollars only, not " + due.currency());
        }
        MeteredInvoiceState stream = found.ending(due.periodEnd());
        if (!MeterLedger.holds(due.cents())) {
            // It may be less by the next hour: usage can be taken back while the invoice is a draft.
            return new Assessment(stream, 0, null, null, null);
        }
        long floor = MeterLedger.floor(due.cents());
        if (!stream.isOver(now)) {
            return new Assessment(stream, floor, null, null, null);
        }
        Long closing = stream.closing();
        if (closing != null && Long.valueOf(floor).equals(stream.seen())) {
            return new Assessment(stream, closing, floor, closing, null);
        }
        return new Assessment(stream, floor, floor, null, null);
    }

    /** After the period's end the whole total counts, with its lines rounded as they will be. */
    private static List<Assessment> closed(List<Assessment> looks, Map<InvoiceId, DueAmounts.Due> totals) {
        return looks.stream()
                .map(look -> {
                    DueAmounts.Due total = totals.get(look.stream().invoice());
                    if (total == null || look.closing() != null || !MeterLedger.holds(total.cents())) {
                        return look;
                    }
                    long cents = MeterLedger.floor(total.cents());
                    return new Assessment(look.stream(), cents, look.seen(), cents, look.obstacle());
                })
                .toList();
    }

    private Map<InvoiceId, Long> freeze(
            List<Assessment> looks, Map<ConfigurationRef, MeteredConfiguration> known, Instant now) {
        List<Assessment> pending = looks.stream()
                .filter(look -> look.pending() > 0 && stopReason(look, known) == null)
                .toList();
        if (pending.isEmpty()) {
            return Map.of();
        }
        Map<ConfigurationRef, List<Assessment>> byConfiguration = pending.stream()
                .collect(groupingBy(look -> look.stream().configuration(), LinkedHashMap::new, toList()));
        Map<String, Set<Instant>> taken = taken(byConfiguration.keySet(), pending, known, now);
        Map<InvoiceId, Long> added = new HashMap<>();
        List<MeteredConfiguration> configurations = byConfiguration.keySet().stream()
                .sorted(Comparator.comparing(key -> key.configuration().value()))
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
        inTurn(configurations, now)
                .forEach(configuration -> freeze(
                                configuration, byConfiguration.getOrDefault(configuration.ref(), List.of()), taken, now)
                        .forEach((invoice, cents) -> added.merge(invoice, cents, Long::sum)));
        return added;
    }

    /** Configurations of one buyer share its hours: each hour another one is the first, so that none waits for ever. */
    private static List<MeteredConfiguration> inTurn(List<MeteredConfiguration> configurations, Instant now) {
        int hour = (int) (Hours.lastEnded(now).getEpochSecond() / Hours.HOUR.toSeconds());
        List<MeteredConfiguration> order = new ArrayList<>();
        configurations.stream()
                .collect(groupingBy(each -> each.address().buyerKey(), LinkedHashMap::new, toList()))
                .values()
                .forEach(ofOneBuyer -> {
                    Collections.rotate(ofOneBuyer, hour);
                    order.addAll(ofOneBuyer);
                });
        return order;
    }

    private Map<String, Set<Instant>> taken(
            Set<ConfigurationRef> keys,
            List<Assessment> pending,
            Map<ConfigurationRef, MeteredConfiguration> known,
            Instant now) {
        Instant from = pending.stream()
                .flatMap(look -> look.stream().hours(now, window(known, look)).stream())
                .min(Instant::compareTo)
                .orElse(now);
        List<String> buyers = keys.stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .map(configuration -> configuration.address().buyerKey())
                .toList();
        return slots.taken(buyers, MarketplaceConnector.DIMENSION, from);
    }

    private Map<InvoiceId, Long> freeze(
            MeteredConfiguration configuration, List<Assessment> looks, Map<String, Set<Instant>> taken, Instant now) {
        MarketplaceConnector connector = connectors.to(configuration);
        Set<Instant> used = taken.computeIfAbsent(configuration.address().buyerKey(), buyer -> new HashSet<>());
        List<MeterPlan.Pending> pending = looks.stream()
                .map(look -> new MeterPlan.Pending(
                        look.stream().invoice(),
                        look.pending(),
                        look.stream().hours(now, connector.lateWindow()).stream()
                                .filter(hour -> now.isBefore(connector.takenUntil(hour)))
                                .toList()))
                .toList();
        Map<InvoiceId, Long> added = new HashMap<>();
        for (MeterPlan.PlannedRecord planned :
                MeterPlan.of(pending, used, connector.mostPerRecord()).slots()) {
            if (slots.add(newSlot(configuration, connector, planned), now)) {
                used.add(planned.hour());
                planned.parts().forEach((invoice, cents) -> added.merge(invoice, cents, Long::sum));
            }
        }
        return added;
    }

    private MeteringRecordStore.NewRecord newSlot(
            MeteredConfiguration configuration, MarketplaceConnector connector, MeterPlan.PlannedRecord planned) {
        return new MeteringRecordStore.NewRecord(
                ids.next(),
                configuration.ref(),
                MarketplaceConnector.DIMENSION,
                planned.hour(),
                planned.parts(),
                planned.quantity(),
                connector.freeze(
                        configuration.address(),
                        configuration.keys(),
                        MarketplaceConnector.DIMENSION,
                        planned.hour(),
                        planned.quantity()),
                connector.takenUntil(planned.hour()));
    }

    private MeteredInvoiceStateStore.Assessment looked(
            Assessment look, long added, Map<ConfigurationRef, MeteredConfiguration> known, Instant now) {
        MeteredInvoiceState stream = look.stream();
        String stopped = stopReason(look, known);
        long left = look.pending() - added;
        Instant next = stopped != null ? null : stream.nextLook(now, window(known, look), left);
        String reason = stopped != null ? stopped : next == null && left > 0 ? NO_HOUR : null;
        return new MeteredInvoiceStateStore.Assessment(
                stream.ref(), stream.endsAt(), next, added, look.seen(), look.closing(), look.surplus(), reason);
    }

    private static @Nullable String stopReason(Assessment look, Map<ConfigurationRef, MeteredConfiguration> known) {
        MeteredConfiguration configuration = known.get(look.stream().configuration());
        if (look.obstacle() != null || configuration == null) {
            return look.obstacle();
        }
        return configuration.stopReason();
    }

    private Duration window(Map<ConfigurationRef, MeteredConfiguration> known, Assessment look) {
        MeteredConfiguration configuration = known.get(look.stream().configuration());
        return configuration == null
                ? Duration.ZERO
                : connectors.to(configuration).lateWindow();
    }
}
