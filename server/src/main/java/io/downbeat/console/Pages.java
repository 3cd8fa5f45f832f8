package io.downbeat.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.downbeat.platform.db.Transactions;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Makes pages: what one shows is read in one transaction, then rendered. */
public final class Pages {
    /** No page is worth more of the database than this. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(2);

    /**
     * Stands in the address by which a page asks for itself again; such a request is no use of its session.
     * What stands behind it is of that request and not of the page.
     */
    public static final String REFRESH = "refresh=yes";

    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), "io.downbeat");
    private final Transactions transactions;

    Pages(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param template such as {@code console/contracts/contract.jte}
     * @param model reads all that the template shows
     */
    public ResponseEntity<byte[]> show(String template, Supplier<?> model) {
        return show(HttpStatus.OK, template, model);
    }

    public ResponseEntity<byte[]> show(HttpStatus status, String template, Supplier<?> model) {
        return render(status, template, transactions.reading(LONGEST_READ, model));
    }

    /** A page for which nothing has to be read. */
    ResponseEntity<byte[]> render(HttpStatus status, String template, Object model) {
        var out = new Utf8ByteOutput();
        templates.render(template, model, out);
        return ResponseEntity.status(status).contentType(HTML).body(out.toByteArray());
    }

    /**
     * From the address of a form, which shows the form's page once the form was refused, to the page itself: whoever signs in
     * again comes back to it by GET, with what was filled in.
     */
    public static ResponseEntity<byte[]> goToPage(String path, HttpServletRequest request) {
        String filledIn = request.getQueryString();
        return goTo(filledIn == null ? path : path + "?" + filledIn);
    }

    /** To another page of the console, by GET. */
    public static ResponseEntity<byte[]> goTo(String path) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", path)
                .build();
    }
}
