package io.downbeat.instruments;

import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.metering.records.OpenRecords;
import io.downbeat.outbound.AccountCircuit;
import io.downbeat.outbound.Circuits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What stands in the database at this moment, in four questions that read only what is still open. */
final class StandingFigures {
    private final DeliveryListings deliveries;
    private final Invoicing invoicing;
    private final OpenRecords records;
    private final Circuits circuits;

    StandingFigures(DeliveryListings deliveries, Invoicing invoicing, OpenRecords records, Circuits circuits) {
        this.deliveries = deliveries;
        this.invoicing = invoicing;
        this.records = records;
        this.circuits = circuits;
    }

    /** Instants and no ages, so that one reading serves several scrapes. */
    record Figures(
            List<DeliveryListings.Undelivered> undelivered,
            Optional<Instant> nextFinalization,
            Optional<Instant> earliestDeadline,
            List<AccountCircuit> circuits) {}

    Figures read() {
        return new Figures(
                deliveries.undelivered(),
                invoicing.nextFinalization(),
                records.earliestDeadline(),
                circuits.ofAccounts());
    }
}
