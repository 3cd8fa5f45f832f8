package io.downbeat.console.invoices;

import io.downbeat.access.AuditActor;
import io.downbeat.access.AuditEntry;
import io.downbeat.console.words.Moments;
import io.downbeat.invoicing.Invoice;
import java.util.ArrayList;
import java.util.List;

/** The few moments of an invoice's life, and who made them. Pure. */
final class InvoiceHistory {
    private InvoiceHistory() {}

    static List<InvoicePage.Event> of(InvoiceData data) {
        Invoice invoice = data.invoice();
        List<InvoicePage.Event> events = new ArrayList<>();
        String opened = invoice.regeneratedFrom() == null ? "Opened as a draft" : "Regenerated from a void invoice";
        events.add(new InvoicePage.Event(Moments.moment(invoice.createdAt()), opened, ""));
        if (invoice.finalizedAt() != null) {
            events.add(new InvoicePage.Event(
                    Moments.moment(invoice.finalizedAt()), "Finalized; lines and route are frozen", ""));
        }
        if (invoice.voidedAt() != null) {
            events.add(
                    new InvoicePage.Event(Moments.moment(invoice.voidedAt()), "Voided" + by(data, "void_invoice"), ""));
        }
        if (data.after().regeneratedAs() != null) {
            data.records().ofInvoice().stream()
                    .filter(entry -> isDone(entry, "regenerate_invoice"))
                    .findFirst()
                    .ifPresent(entry -> events.add(new InvoicePage.Event(
                            Moments.moment(entry.at()),
                            "Regenerated" + by(data, "regenerate_invoice"),
                            "/console/invoices/" + data.after().regeneratedAs())));
        }
        return events;
    }

    private static String by(InvoiceData data, String action) {
        return data.records().ofInvoice().stream()
                .filter(entry -> isDone(entry, action))
                .filter(entry -> !entry.actor().equals(AuditActor.SYSTEM))
                .findFirst()
                .map(entry -> " by “" + entry.actor().name() + "”")
                .orElse("");
    }

    private static boolean isDone(AuditEntry entry, String action) {
        return entry.wasDone() && entry.what().action().equals(action);
    }
}
