package io.downbeat.console.playground;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.playground.PlaygroundPage.FilledIn;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RunsOutsideATransaction;
import io.downbeat.platform.work.AdvanceClock;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /console/playground}; 404 on a real server. */
@Controller
final class PlaygroundPages {
    static final String SECTION = "playground";
    static final String PATH = "/console/playground";

    private final Pages pages;
    private final Frames frames;
    private final Playground playground;
    private final ComposePlayground compose;
    private final AdvanceClock advance;
    private final RefusedForms forms;

    PlaygroundPages(
            Pages pages,
            Frames frames,
            Playground playground,
            ComposePlayground compose,
            AdvanceClock advance,
            RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.playground = playground;
        this.compose = compose;
        this.advance = advance;
        this.forms = forms;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> show(HttpServletRequest request) {
        playground.require();
        return again(HttpStatus.OK, request, "");
    }

    @GetMapping({PATH + "/clock", PATH + "/faults", PATH + "/faults/clear"})
    ResponseEntity<byte[]> page(HttpServletRequest request) {
        return Pages.goToPage(PATH, request);
    }

    @PostMapping(PATH + "/clock")
    @Changes(action = "advance_clock", resource = "clock")
    @RunsOutsideATransaction
    ResponseEntity<byte[]> advance(HttpServletRequest request) {
        playground.require();
        try {
            AdvanceClock.Advanced advanced = advance.to(instant(request));
            int ran =
                    advanced.ran().values().stream().mapToInt(Integer::intValue).sum();
            return done(
                    request,
                    "It is " + Moments.moment(advanced.now()) + ". "
                            + (ran == 0
                                    ? "Nothing fell due on the way."
                                    : ran + (ran == 1 ? " thing" : " things") + " fell due on the way and ran."));
        } catch (Refused refused) {
            return refused(request, refused);
        }
    }

    /** The simulators are no part of the database, so there is nothing to write down about them. */
    @PostMapping(PATH + "/faults")
    @Reads
    ResponseEntity<byte[]> breakDown(HttpServletRequest request) {
        playground.require();
        try {
            Trouble trouble = Trouble.find(field(request, "fault"))
                    .orElseThrow(() -> Refused.invalid("fault", "must be one of those on the page"));
            trouble.strike(playground.requireProviders(), times(request));
            return done(request, "From now on: " + trouble.says() + ".");
        } catch (Refused refused) {
            return refused(request, refused);
        }
    }

    @PostMapping(PATH + "/faults/clear")
    @Reads
    ResponseEntity<byte[]> mend(HttpServletRequest request) {
        playground.require();
        try {
            playground.requireProviders().mendAll();
            return done(request, "Every provider works again.");
        } catch (Refused refused) {
            return refused(request, refused);
        }
    }

    private ResponseEntity<byte[]> refused(HttpServletRequest request, Refused refused) {
        forms.writeDown(request, refused);
        return again(
                HttpStatus.valueOf(refused.status()),
                request,
                Sentences.whole(Sentences.begin(String.valueOf(refused.getMessage()))));
    }

    private ResponseEntity<byte[]> done(HttpServletRequest request, String done) {
        return page(HttpStatus.OK, request, FilledIn.NOTHING, done, "");
    }

    /** With the forms as they were filled in. */
    private ResponseEntity<byte[]> again(HttpStatus status, HttpServletRequest request, String error) {
        var filledIn = new FilledIn(field(request, "now"), field(request, "fault"), field(request, "times"));
        return page(status, request, filledIn, "", error);
    }

    private ResponseEntity<byte[]> page(
            HttpStatus status, HttpServletRequest request, FilledIn filledIn, String done, String error) {
        return pages.show(
                status,
                "console/playground/playground.jte",
                () -> compose.page(frames.of(request, "Playground", SECTION), filledIn, done, error));
    }

    private static Instant instant(HttpServletRequest request) {
        return Moments.read(field(request, "now"))
                .orElseThrow(() -> Refused.invalid("now", "must be an instant such as 2025-02-01T00:00:00Z"));
    }

    private static int times(HttpServletRequest request) {
        return switch (field(request, "times")) {
            case "1" -> 1;
            case "3" -> 3;
            case "always" -> -1;
            default -> throw Refused.invalid("times", "must be 1, 3 or always");
        };
    }

    private static String field(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name))
                .map(String::strip)
                .orElse("");
    }
}
