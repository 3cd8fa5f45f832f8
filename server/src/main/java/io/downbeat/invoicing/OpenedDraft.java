package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;

/**
 * A usage draft that has just come to be.
 *
 * @param route where it would go by the schedule as it stands; an edit may still change that
 */
public record OpenedDraft(
        InvoiceId invoice, ContractId contract, CustomerId customer, ServicePeriod period, Route route) {}
