package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import java.util.Collection;
import java.util.UUID;

/** An invoice and whose it is: the key of what is metered of it. */
record InvoiceKey(CustomerId customer, InvoiceId invoice) {
    static InvoiceKey of(Invoice invoice) {
        return new InvoiceKey(invoice.customer(), invoice.id());
    }

    static UUID[] customers(Collection<InvoiceKey> keys) {
        return keys.stream().map(key -> key.customer().value()).toArray(UUID[]::new);
    }

    static UUID[] ids(Collection<InvoiceKey> keys) {
        return keys.stream().map(key -> key.invoice().value()).toArray(UUID[]::new);
    }
}
