package io.downbeat.metering.invoices;

import io.downbeat.contracts.Contract;
import io.downbeat.core.Amount;
import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.metering.Hours;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.configurations.ConfigurationsFixture;
import io.downbeat.metering.records.NewRecords;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is metered of invoices, on a real database, with amounts that a test sets. */
public final class InvoicesFixture {
    private final Map<InvoiceId, DueAmounts.Due> soFar = new HashMap<>();
    /** Invoices whose amounts cannot be computed. */
    public final Set<InvoiceId> broken = new HashSet<>();
    /** Runs in the middle of an hourly look, when it knows what is due and has written nothing. */
    public Runnable whileLooking = () -> {};

    private final JdbcClient sql;
    private final Transactions transactions;
    private final InstantSource clock;
    private final MarketplaceConnectors connectors;
    private final ConfigurationsFixture metered;
    private final Deliveries deliveries;
    private final FollowInvoices facts;

    public InvoicesFixture(
            JdbcClient sql,
            Transactions transactions,
            InstantSource clock,
            MarketplaceConnectors connectors,
            ConfigurationsFixture metered,
            Deliveries deliveries) {
        this.sql = sql;
        this.transactions = transactions;
        this.clock = clock;
        this.connectors = connectors;
        this.metered = metered;
        this.deliveries = deliveries;
        facts = new FollowInvoices(
                new MeteredInvoiceStateStore(sql),
                metered.configurations,
                metered.stopped,
                metered.incidents,
                deliveries,
                clock);
    }

    /** One server's hourly job. */
    public DueWork hours(NewRecords records) {
        return new MeterHours(
                new MeteredInvoiceStateStore(sql),
                metered.configurations,
                new AssessInvoices(amounts(), new CarryForward(sql, deliveries), deliveries),
                new FreezeRecords(records, connectors, new Ids(clock)),
                metered.incidents,
                transactions);
    }

    public void on(DraftsOpened fact) {
        facts.on(fact);
    }

    public void on(InvoicesFinalized fact) {
        facts.on(fact);
    }

    public void on(InvoiceVoided fact) {
        facts.on(fact);
    }

    /** The contract's end is moved to later, so that its drafts are looked at again. */
    public void awake(Contract.Ref contract, ConfigurationId configuration) {
        new MeteredInvoiceStateStore(sql).awake(contract, List.of(configuration), Hours.nextLook(clock.instant()));
    }

    public void due(InvoiceId invoice, Amount due, Amount total, Instant periodEnd) {
        soFar.put(invoice, new DueAmounts.Due(due, total, periodEnd));
    }

    private DueAmounts amounts() {
        return (invoices, _) -> {
            whileLooking.run();
            if (invoices.stream().anyMatch(broken::contains)) {
                throw new IllegalStateException("no price for what was used");
            }
            return some(soFar, invoices);
        };
    }

    private static Map<InvoiceId, DueAmounts.Due> some(
            Map<InvoiceId, DueAmounts.Due> all, Collection<InvoiceId> invoices) {
        Map<InvoiceId, DueAmounts.Due> some = new HashMap<>(all);
        some.keySet().retainAll(invoices);
        return some;
    }
}
