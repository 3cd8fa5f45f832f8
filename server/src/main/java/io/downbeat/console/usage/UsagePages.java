package io.downbeat.console.usage;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.words.Moments;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/usage}: what came in, and what it counts for. */
@Controller
final class UsagePages {
    static final String SECTION = "usage";
    static final String PATH = "/console/usage";

    private final Pages pages;
    private final Frames frames;
    private final ComposeUsage compose;

    UsagePages(Pages pages, Frames frames, ComposeUsage compose) {
        this.pages = pages;
        this.frames = frames;
        this.compose = compose;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> look(Query query, HttpServletRequest request) {
        var asked = new UsagePage.Asked(
                // As events carry it: a name with a blank at its end is another than the one without.
                query.text("customer").orElse(""),
                text(query, "event_type"),
                text(query, "transaction_id"),
                text(query, "from"),
                text(query, "until"));
        @Nullable Instant from = moment(asked.from(), "from");
        @Nullable Instant until = moment(asked.until(), "until");
        @Nullable Long before = query.text("before").map(UsagePages::ordinal).orElse(null);
        return pages.show(
                "console/usage/usage.jte",
                () -> compose.page(frames.of(request, "Usage", SECTION), asked, from, until, before));
    }

    private static String text(Query query, String name) {
        return query.text(name).map(String::strip).orElse("");
    }

    /** A day begins at midnight in UTC. */
    private static @Nullable Instant moment(String text, String name) {
        if (text.isEmpty()) {
            return null;
        }
        return Moments.read(text)
                .orElseThrow(() -> Refused.invalid(
                        name, "must be a day such as 2025-01-31, or an instant such as 2025-01-31T08:00:00Z"));
    }

    private static Long ordinal(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElseThrow(() -> Refused.invalid("before", "must be a number from another page's address"));
    }
}
