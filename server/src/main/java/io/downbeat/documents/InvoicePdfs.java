package io.downbeat.documents;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** An invoice as a PDF, made when it is asked for. */
public final class InvoicePdfs {
    /** A file and how it is called. */
    public record Pdf(String fileName, byte[] bytes) {

        /** Opened beside the page, and saved under its name. */
        public ResponseEntity<byte[]> answer() {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_PDF)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.inline()
                                    .filename(fileName)
                                    .build()
                                    .toString())
                    .body(bytes);
        }
    }

    private final Invoicing invoicing;
    private final Customers customers;
    private final Contracts contracts;
    private final Providers providers;
    private final Sender sender;
    private final PdfRenderer renderer;
    private final RenderingRoom room =
            RenderingRoom.inMemoryOf(Runtime.getRuntime().maxMemory());

    InvoicePdfs(
            Invoicing invoicing,
            Customers customers,
            Contracts contracts,
            Providers providers,
            Sender sender,
            PdfRenderer renderer) {
        this.invoicing = invoicing;
        this.customers = customers;
        this.contracts = contracts;
        this.providers = providers;
        this.sender = sender;
        this.renderer = renderer;
    }

    /** @throws Refused with 404 if the customer has no such invoice, else as {@link RenderingRoom#take} says */
    public Pdf pdf(CustomerId customer, InvoiceId id) {
        InvoicePages.Subject subject = subject(customer, id);
        try (var _ = room.take(subject.invoice().lines().size())) {
            return rendered(subject);
        }
    }

    private InvoicePages.Subject subject(CustomerId customer, InvoiceId id) {
        Invoice invoice = invoicing
                .find(id)
                .filter(found -> found.customer().equals(customer))
                .orElseThrow(() -> Refused.notFound("customer " + customer + " has no invoice with the id " + id));
        Customer billed = customers.require(customer);
        ContractTerms terms = contracts.terms(List.of(invoice.contractRef())).get(invoice.contract());
        Optional<ProviderConfiguration> through =
                Optional.ofNullable(invoice.route()).map(Route::configuration).flatMap(providers::find);
        return new InvoicePages.Subject(
                invoice,
                billed,
                terms == null ? null : terms.contract(),
                through.map(ProviderConfiguration::provider).orElse(null));
    }

    private Pdf rendered(InvoicePages.Subject subject) {
        Invoice invoice = subject.invoice();
        var texts = new Typesetting();
        InvoicePage page = InvoicePages.page(subject, sender, texts);
        byte[] bytes = renderer.render(page, texts.typefaces(), Mark.of(invoice.status()), dated(invoice));
        return new Pdf("invoice-" + InvoicePages.number(invoice) + ".pdf", bytes);
    }

    /** The invoice's last own instant, and no other's. */
    private static Instant dated(Invoice invoice) {
        if (invoice.voidedAt() != null) {
            return invoice.voidedAt();
        }
        return Objects.requireNonNullElse(invoice.finalizedAt(), invoice.issuedAt());
    }
}
