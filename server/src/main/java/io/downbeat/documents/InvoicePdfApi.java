package io.downbeat.documents;

import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceId;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/customers/{customer_id}/invoices/{invoice_id}/pdf}. */
@RestController
final class InvoicePdfApi {
    private final InvoicePdfs pdfs;

    InvoicePdfApi(InvoicePdfs pdfs) {
        this.pdfs = pdfs;
    }

    @GetMapping("/v1/customers/{customer_id}/invoices/{invoice_id}/pdf")
    ResponseEntity<byte[]> pdf(@PathVariable("customer_id") UUID customer, @PathVariable("invoice_id") UUID invoice) {
        return pdfs.pdf(new CustomerId(customer), new InvoiceId(invoice)).answer();
    }
}
