package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import java.util.List;
import java.util.Map;

/**
 * Which invoices gate something by their payment; a bean that implements it is asked when a delivery is frozen, in that
 * transaction.
 */
public interface PaymentGates {

    /** Those of the invoices that do; in one statement at most, and in none where none of them can. */
    Map<InvoiceId, PaymentGate> of(List<Invoice> invoices);
}
