package io.downbeat.metering.invoices;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.Hours;
import io.downbeat.metering.configurations.MeteredConfiguration;
import io.downbeat.metering.configurations.MeteredConfigurations;
import io.downbeat.metering.configurations.MeteringIncidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Five minutes after each hour: freezes what became due on every open invoice into records.
 *
 * <p>A configuration is claimed whole, so that two servers never make half a record each, and the job run twice for one
 * hour finds nothing left to do. One that fails raises an incident, is tried again with the next hour, and holds up no other.
 */
final class MeterHours implements DueWork {

    private static final Logger LOG = LoggerFactory.getLogger(MeterHours.class);
    private static final int CLAIMED_AT_ONCE = 500;
    private static final String NO_HOUR = "no hour that the marketplace still takes is left for it, and the"
            + " configuration does not carry the contract's next period";

    private final MeteredInvoiceStateStore invoices;
    private final MeteredConfigurations configurations;
    private final AssessInvoices assessing;
    private final FreezeRecords freezing;
    private final MeteringIncidents incidents;
    private final Transactions transactions;

    MeterHours(
            MeteredInvoiceStateStore invoices,
            MeteredConfigurations configurations,
            AssessInvoices assessing,
            FreezeRecords freezing,
            MeteringIncidents incidents,
            Transactions transactions) {
        this.invoices = invoices;
        this.configurations = configurations;
        this.assessing = assessing;
        this.freezing = freezing;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "meter_hours";
    }

    @Override
    public Optional<Instant> nextDue() {
        return invoices.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<ConfigurationRef>run(
                () -> transactions.in(
                        () -> meter(configurations.claim(invoices.dueConfigurations(now, CLAIMED_AT_ONCE)), now)),
                () -> invoices.dueConfigurations(now, CLAIMED_AT_ONCE),
                configuration -> transactions.in(() -> meter(configurations.claim(List.of(configuration)), now)),
                (configuration, failure) -> transactions.in(() -> putOff(configuration, failure, now)));
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
        return invoices.putOff(configuration, now, Hours.nextTick(now));
    }

    private int meter(List<MeteredConfiguration> claimed, Instant now) {
        Map<ConfigurationRef, MeteredConfiguration> known = new LinkedHashMap<>();
        claimed.forEach(each -> known.put(each.ref(), each));
        List<MeteredInvoiceState> due = known.isEmpty() ? List.of() : invoices.due(known.keySet(), now);
        if (due.isEmpty()) {
            return 0;
        }
        List<Assessment> looks = assessing.assess(due, now);
        Map<InvoiceId, Long> added = freezing.freeze(looks, known, now);
        invoices.keep(looks.stream()
                .map(look -> looked(look, added.getOrDefault(look.state().invoice(), 0L), known, now))
                .toList());
        incidents.end(
                MeteringIncidents.Kind.METERING_FAILED,
                known.keySet().stream().map(key -> key.configuration().value()).toList(),
                now);
        return due.size();
    }

    private MeteredInvoiceStateStore.Assessed looked(
            Assessment look, long added, Map<ConfigurationRef, MeteredConfiguration> known, Instant now) {
        MeteredInvoiceState state = look.state();
        String stopped = look.stopReason(known.get(state.configuration()));
        long left = look.pending() - added;
        Instant next = stopped != null ? null : state.nextLook(now, freezing.window(known, look), left);
        String reason = stopped != null ? stopped : next == null && left > 0 ? NO_HOUR : null;
        return new MeteredInvoiceStateStore.Assessed(state.ref(), state.endsAt(), next, added, look.surplus(), reason);
    }
}
