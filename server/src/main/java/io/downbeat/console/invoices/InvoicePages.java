package io.downbeat.console.invoices;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.customers.CustomerId;
import io.downbeat.documents.InvoicePdfs;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /console/invoices/{id}}, and its two documents. */
@Controller
final class InvoicePages {
    static final String SECTION = "customers";

    /** What was just done to the invoice that is shown. */
    enum Done {
        VOIDED,
        REGENERATED
    }

    private final Pages pages;
    private final Frames frames;
    private final ReadInvoice invoices;
    private final Invoicing invoicing;
    private final InvoicePdfs pdfs;
    private final EvidencePacks evidence;

    InvoicePages(
            Pages pages,
            Frames frames,
            ReadInvoice invoices,
            Invoicing invoicing,
            InvoicePdfs pdfs,
            EvidencePacks evidence) {
        this.pages = pages;
        this.frames = frames;
        this.invoices = invoices;
        this.invoicing = invoicing;
        this.pdfs = pdfs;
        this.evidence = evidence;
    }

    @GetMapping("/console/invoices/{id}")
    ResponseEntity<byte[]> invoice(@PathVariable("id") String id, Query query, HttpServletRequest request) {
        InvoiceId invoice = invoice(id);
        int fromLine = query.whole("from_line", 0, 1_000_000).orElse(0);
        Optional<Done> done = query.oneOf("done", Done.class);
        return pages.show("console/invoices/invoice.jte", () -> {
            InvoiceData data = invoices.read(invoice);
            return new ComposeInvoicePage(data)
                    .page(
                            frames.of(
                                    request,
                                    ComposeInvoicePage.title(data) + ", "
                                            + data.customer().name(),
                                    SECTION),
                            fromLine,
                            done.map(what -> sentence(what, data)).orElse(null));
        });
    }

    @GetMapping("/console/invoices/{id}/pdf")
    ResponseEntity<byte[]> pdf(@PathVariable("id") String id) {
        InvoiceId invoice = invoice(id);
        CustomerId customer = invoicing.customers(List.of(invoice)).get(invoice);
        if (customer == null) {
            throw ReadInvoice.unknown(invoice);
        }
        return pdfs.pdf(customer, invoice).answer();
    }

    @GetMapping("/console/invoices/{id}/evidence.json")
    ResponseEntity<byte[]> evidence(@PathVariable("id") String id) {
        InvoiceId invoice = invoice(id);
        byte[] json = evidence.json(invoice).orElseThrow(() -> ReadInvoice.unknown(invoice));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("evidence-" + invoice + ".json")
                                .build()
                                .toString())
                .body(json);
    }

    static InvoiceId invoice(String id) {
        return new InvoiceId(PageIds.require(id, "invoice"));
    }

    /** Nothing where the address was kept and says what is not so. */
    private static @Nullable String sentence(Done what, InvoiceData data) {
        return switch (what) {
            case VOIDED ->
                data.invoice().voidedAt() == null
                        ? null
                        : data.sent() == null
                                ? "The invoice is void. Nothing had to be taken back anywhere."
                                : "The invoice is void. What its provider makes of it stands below.";
            case REGENERATED ->
                data.invoice().regeneratedFrom() == null
                        ? null
                        : "This invoice took the void one's place and is finalized.";
        };
    }
}
