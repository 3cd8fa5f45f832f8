package io.downbeat.embedded;

import io.downbeat.access.AccessSettings;
import io.downbeat.console.Pages;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The pages behind a link, which is their only proof: no cookie and no token opens one. */
@Controller
final class EmbeddedPages {
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);

    /** Instead of a page. */
    record Nothing(String style, String heading, String says) {}

    private final EmbeddedLinks links;
    private final ComposeEmbedded compose;
    private final ComposeUsage usage;
    private final Pages pages;
    private final EmbedSettings settings;
    private final AccessSettings access;

    EmbeddedPages(
            EmbeddedLinks links,
            ComposeEmbedded compose,
            ComposeUsage usage,
            Pages pages,
            EmbedSettings settings,
            AccessSettings access) {
        this.links = links;
        this.compose = compose;
        this.usage = usage;
        this.pages = pages;
        this.settings = settings;
        this.access = access;
    }

    @GetMapping(EmbeddedLinks.PATH + "{link}")
    ResponseEntity<byte[]> dashboard(@PathVariable("link") String link) {
        return show(link, view -> switch (view.dashboard()) {
            case INVOICES -> pages.show("embedded/invoices.jte", () -> compose.invoices(view, link));
            case USAGE -> pages.show("embedded/usage.jte", () -> usage.page(view, link));
            case COMMITS_AND_CREDITS, CREDITS ->
                pages.show("embedded/balances.jte", () -> compose.balances(view, link));
        });
    }

    /** One of the customer's invoices; of another's it says what it says of one that is not there. */
    @GetMapping(EmbeddedLinks.PATH + "{link}/invoices/{invoice}")
    ResponseEntity<byte[]> invoice(@PathVariable("link") String link, @PathVariable("invoice") String invoice) {
        return show(link, view -> {
            try {
                return view.dashboard() != EmbeddedView.Dashboard.INVOICES
                        ? noSuchInvoice(link)
                        : Ids.parse(invoice)
                                .map(id -> pages.show("embedded/invoice.jte", () -> compose.invoice(view, link, id)))
                                .orElseGet(() -> noSuchInvoice(link));
            } catch (Refused unknown) {
                return noSuchInvoice(link);
            }
        });
    }

    @GetMapping(EmbeddedLinks.PATH + "{link}/style.css")
    ResponseEntity<byte[]> style(@PathVariable("link") String link) {
        String css = EmbeddedStyle.of(view(link).map(EmbeddedView::colors).orElse(Map.of()));
        return framed(ResponseEntity.ok().contentType(CSS).body(css.getBytes(StandardCharsets.UTF_8)));
    }

    private ResponseEntity<byte[]> show(String link, Function<EmbeddedView, ResponseEntity<byte[]>> page) {
        return framed(view(link)
                .map(page)
                .orElseGet(() -> nothing(
                        HttpStatus.FORBIDDEN,
                        link,
                        "This link is over",
                        "It lasted an hour. Load the page around it again.")));
    }

    private Optional<EmbeddedView> view(String link) {
        return links.open(link, access.realTime().instant());
    }

    private ResponseEntity<byte[]> noSuchInvoice(String link) {
        return nothing(HttpStatus.NOT_FOUND, link, "Not found", "There is no such invoice.");
    }

    private ResponseEntity<byte[]> nothing(HttpStatus status, String link, String heading, String says) {
        return pages.show(status, "embedded/nothing.jte", () -> new Nothing(EmbeddedStyle.path(link), heading, says));
    }

    /** What a page may load, who may have it in a frame, and that nobody keeps it or learns of the link. */
    private ResponseEntity<byte[]> framed(ResponseEntity<byte[]> page) {
        String ancestors = settings.frameAncestors().isEmpty() ? "'none'" : String.join(" ", settings.frameAncestors());
        return ResponseEntity.status(page.getStatusCode())
                .headers(page.getHeaders())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors "
                                + ancestors)
                .header("Cache-Control", "private, no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .body(page.getBody());
    }
}
