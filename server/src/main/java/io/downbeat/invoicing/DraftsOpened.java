package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import java.util.List;

/** Fact: usage drafts were opened, because their periods have begun. */
public record DraftsOpened(List<OpenedDraft> drafts) {

    /** @param route where it would go by the schedule as it stands; an edit may still change that */
    public record OpenedDraft(
            InvoiceId invoice, ContractId contract, CustomerId customer, ServicePeriod period, Route route) {}

    public DraftsOpened {
        drafts = List.copyOf(drafts);
    }
}
