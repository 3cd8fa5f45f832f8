package io.downbeat.metering.records;

import io.downbeat.delivery.Deliveries;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.configurations.ConfigurationsFixture;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One server's share of the work on records, on a real database. */
public final class RecordsFixture {
    public final DueWork sending;
    /** Every request takes it longer than a claim may go on. */
    public final DueWork slow;

    public final DueWork reading;
    public final DueWork deadlines;
    public final NewRecords made;
    private final ParkedRecords parked;

    public RecordsFixture(
            JdbcClient sql,
            Transactions transactions,
            InstantSource clock,
            MarketplaceConnectors connectors,
            ConfigurationsFixture metered,
            Circuits circuits,
            Function<DeliveryMethodId, Optional<DeliveryMethod>> methods,
            Deliveries deliveries) {
        var records = new MeteringRecordStore(sql);
        var readings = new MeterReadingStore(sql);
        var allocations = new AllocationStore(sql);
        var log = new MeterLog();
        var accounts = new MeteredAccounts(
                new ProviderAccounts(circuits, System::nanoTime), circuits, metered.incidents, methods::apply);
        var outcomes = new RecordOutcomes(
                records,
                readings,
                new RecordConsequences(
                        allocations, metered.configurations, metered.refusals, metered.incidents, deliveries, log),
                metered.refusals,
                accounts,
                log,
                transactions);
        var claims = new RecordClaims(records, transactions);
        sending = new SendMeteringRecords(claims, outcomes, connectors, accounts);
        slow = new SendMeteringRecords(claims, outcomes, connectors, accounts, Duration.ZERO);
        reading = new ReadMeteringRecords(readings, outcomes, connectors, accounts, transactions);
        deadlines = new MeterDeadlines(new MeterDeadlineStore(sql), metered.incidents, transactions);
        made = new NewRecords(sql);
        parked = new ParkedRecords(
                records, allocations, metered.configurations, metered.actions, metered.incidents, transactions, clock);
    }

    /** As a person says of a parked record. */
    public void isHeld(UUID record, String reference) {
        parked.isHeld(record, reference);
    }

    /** As a person says of a parked record. */
    public void isNotHeld(UUID record, String why) {
        parked.isNotHeld(record, why);
    }
}
