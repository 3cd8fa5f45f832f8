package io.downbeat.console.invoices;

import io.downbeat.access.AuditEntry;
import io.downbeat.balances.BalanceId;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.metering.settlement.MeteredInvoice;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the pages of an invoice need, read at one moment.
 *
 * @param configurations all that its contract's schedule and its route point at
 * @param holders whose the commits and credits are that its lines name: in a family they may be another customer's
 * @param sent {@code null} if it has no delivery
 */
record InvoiceData(
        Invoice invoice,
        Customer customer,
        ContractTerms terms,
        Map<ConfigurationId, ProviderConfiguration> configurations,
        Invoicing.ExplainedRoute route,
        Map<BalanceId, CustomerId> holders,
        @Nullable Sent sent,
        After after,
        Records records,
        Instant now) {

    record Sent(ListedDelivery delivery, DeliveryStory story) {}

    /**
     * What came of it elsewhere.
     *
     * @param regeneratedAs what took the place of a voided one
     * @param metered of one that a marketplace meters
     * @param consolidatedAs the parent's consolidated invoice that has its lines and is not void
     */
    record After(
            @Nullable InvoiceId regeneratedAs,
            @Nullable MeteredInvoice metered,
            @Nullable InvoiceId consolidatedAs) {}

    /**
     * Who did what.
     *
     * @param segment how the segment that decided came into the schedule; {@code null} if none did
     * @param ofInvoice the latest first; only of a void one
     * @param ofContract only where an edit made the segment
     */
    record Records(@Nullable ScheduleChange segment, List<AuditEntry> ofInvoice, List<AuditEntry> ofContract) {}

    Contract contract() {
        return terms.contract();
    }

    String contractName() {
        return Optional.ofNullable(contract().name())
                .orElse("Contract " + ShortId.of(contract().id().toString()));
    }

    /** {@code Jan 2025}, {@code Charge of 3 Feb 2025}. */
    String what() {
        return invoice.period() == null
                ? "Charge of " + Moments.day(invoice.issuedAt())
                : Moments.period(invoice.period());
    }

    Condition condition() {
        return switch (invoice.status()) {
            case DRAFT -> Condition.DRAFT;
            case VOID -> Condition.VOID;
            case FINALIZED ->
                sent == null
                        ? Condition.KEPT_HERE
                        : Condition.of(sent.delivery().progress().state());
        };
    }

    /** Whether it is not sent by itself, because its lines go with the parent's consolidated invoice. */
    boolean isConsolidated() {
        return route.route().rule().equals(Route.CONSOLIDATED);
    }

    Map<ConfigurationId, Destination> destinations() {
        return Destination.all(configurations.values());
    }

    Destination destination() {
        return Destination.of(route.route(), destinations());
    }

    Optional<ProviderConfiguration> through() {
        return Optional.ofNullable(route.route().configuration()).map(configurations::get);
    }

    String path() {
        return "/console/invoices/" + invoice.id();
    }
}
