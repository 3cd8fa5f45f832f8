package io.downbeat.invoicing.overview;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.usage.BillingPeriods;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The periods of a customer's usage invoices; a contract that has none at the moment, or not yet, is in no period. */
final class CurrentPeriods implements BillingPeriods {
    private final Contracts contracts;
    private final InvoiceStore invoices;

    CurrentPeriods(Contracts contracts, InvoiceStore invoices) {
        this.contracts = contracts;
        this.invoices = invoices;
    }

    @Override
    public SortedSet<ServicePeriod> periodsAt(CustomerId customer, Instant moment) {
        Collection<Contract> live =
                contracts.heads(contracts.live(List.of(customer), moment)).values();
        List<InvoiceHeader> known = invoices.usageIn(customer, UsagePeriods.around(live, moment, moment));
        TreeSet<ServicePeriod> found =
                new TreeSet<>(Comparator.comparing(ServicePeriod::start).thenComparing(ServicePeriod::end));
        live.forEach(contract -> UsagePeriods.at(contract, known, moment).ifPresent(found::add));
        return found;
    }
}
