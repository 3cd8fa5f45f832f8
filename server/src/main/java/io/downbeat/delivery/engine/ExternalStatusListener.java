package io.downbeat.delivery.engine;

import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import java.util.Map;

/** Where the provider's word on an invoice goes: invoicing shows it as {@code external_invoice}. */
interface ExternalStatusListener {
    void record(Invoice.Ref invoice, ExternalInvoice external);

    /** What could not be taken back is there as it was: only the reason joins what is shown of it. */
    void remains(Invoice.Ref invoice, String why);

    /** Many at once: a month's end opens hundreds of deliveries in one transaction. */
    default void recordAll(Map<Invoice.Ref, ExternalInvoice> all) {
        all.forEach(this::record);
    }
}
