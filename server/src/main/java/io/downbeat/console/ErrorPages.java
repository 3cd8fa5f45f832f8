package io.downbeat.console;

import io.downbeat.console.words.Sentences;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** What is shown instead of a page, also to whoever is stopped before any page is asked. */
final class ErrorPages {
    private static final String AGAIN_AFTER_SECONDS = "5";

    private final Pages pages;
    private final Frames frames;

    ErrorPages(Pages pages, Frames frames) {
        this.pages = pages;
        this.frames = frames;
    }

    ResponseEntity<byte[]> refused(HttpServletRequest request, int status, String message) {
        String heading = status == 404 ? "Not found" : "That cannot be done";
        return page(request, HttpStatus.valueOf(status), heading, Sentences.whole(message), null);
    }

    /** Asked for again by a header, which needs no script; a form is not sent twice. */
    ResponseEntity<byte[]> noDatabase(HttpServletRequest request) {
        ResponseEntity<byte[]> page = page(
                request,
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database does not answer",
                "Nothing is lost. This page asks again every few seconds.",
                null);
        return request.getMethod().equals("GET")
                ? ResponseEntity.status(page.getStatusCode())
                        .headers(page.getHeaders())
                        .header("Refresh", AGAIN_AFTER_SECONDS)
                        .body(page.getBody())
                : page;
    }

    ResponseEntity<byte[]> ourFault(HttpServletRequest request, @Nullable String requestId) {
        return page(
                request,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong on our side",
                "It is in the server's log under the request's id.",
                requestId);
    }

    /** For filters, which answer by themselves. */
    static void write(ResponseEntity<byte[]> page, HttpServletResponse response) throws IOException {
        response.setStatus(page.getStatusCode().value());
        page.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.getOutputStream().write(Objects.requireNonNull(page.getBody()));
    }

    private ResponseEntity<byte[]> page(
            HttpServletRequest request, HttpStatus status, String heading, String says, @Nullable String requestId) {
        return pages.render(
                status, "console/noPage.jte", new NoPage(frames.bare(request, heading), heading, says, requestId));
    }
}
