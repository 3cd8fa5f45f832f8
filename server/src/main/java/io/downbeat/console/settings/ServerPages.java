package io.downbeat.console.settings;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/settings/server}. */
@Controller
final class ServerPages {
    private final Pages pages;
    private final Frames frames;
    private final ServerFacts facts;

    ServerPages(Pages pages, Frames frames, ServerFacts facts) {
        this.pages = pages;
        this.frames = frames;
        this.facts = facts;
    }

    @GetMapping("/console/settings/server")
    ResponseEntity<byte[]> show(HttpServletRequest request) {
        return pages.show(
                "console/settings/server.jte",
                () -> new ServerPage(frames.of(request, "This server", Tab.SECTION), facts.server(), facts.settings()));
    }
}
