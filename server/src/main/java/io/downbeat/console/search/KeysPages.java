package io.downbeat.console.search;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/keys}: what the keys of {@code console.js} do; readable without script, which then has none. */
@Controller
final class KeysPages {
    private final Pages pages;
    private final Frames frames;

    KeysPages(Pages pages, Frames frames) {
        this.pages = pages;
        this.frames = frames;
    }

    @GetMapping("/console/keys")
    ResponseEntity<byte[]> keys(HttpServletRequest request) {
        return pages.show("console/search/keys.jte", () -> new KeysPage(frames.of(request, "Keys", "")));
    }
}
