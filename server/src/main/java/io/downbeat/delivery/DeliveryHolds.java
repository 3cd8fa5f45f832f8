package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import java.util.List;
import java.util.Map;

/**
 * Why a finalized invoice must not go out before a person looked at it; a bean that implements it is asked in the
 * finalizing transaction. What is objected to is PARKED with the reason, and {@code /retry} sends it all the same.
 */
public interface DeliveryHolds {

    /** @param routed invoices that have a route, of one transaction; few statements for all of them */
    Map<InvoiceId, String> to(List<Invoice> routed);
}
