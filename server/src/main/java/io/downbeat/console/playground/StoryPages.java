package io.downbeat.console.playground;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.RefusedForms;
import io.downbeat.console.words.Sentences;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RunsOutsideATransaction;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /console/playground/story}: where nothing is simulated 404, where not all of it is a refusal that says so. */
@Controller
final class StoryPages {
    static final String PATH = PlaygroundPages.PATH + "/story";

    private final Pages pages;
    private final Frames frames;
    private final Playground playground;
    private final PlayStory story;
    private final RefusedForms forms;

    StoryPages(Pages pages, Frames frames, Playground playground, PlayStory story, RefusedForms forms) {
        this.pages = pages;
        this.frames = frames;
        this.playground = playground;
        this.story = story;
        this.forms = forms;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> show(HttpServletRequest request) {
        playground.requireAll();
        return page(HttpStatus.OK, request, "");
    }

    /** What a step makes is written down by whoever makes it; a step of its own would say nothing more. */
    @PostMapping(PATH)
    @Changes(action = "play_story", resource = "simulation")
    @RunsOutsideATransaction
    ResponseEntity<byte[]> play(HttpServletRequest request) {
        playground.requireAll();
        StoryStep step;
        try {
            step = StoryStep.find(field(request, "step"))
                    .orElseThrow(() -> Refused.invalid("step", "must be one of those on the page"));
            story.play(number(field(request, "story")), step);
        } catch (Refused refused) {
            forms.writeDown(request, refused);
            return page(HttpStatus.valueOf(refused.status()), request, Sentences.whole(refused.getMessage()));
        }
        return Pages.goTo(PATH + "#step-" + step.number());
    }

    private ResponseEntity<byte[]> page(HttpStatus status, HttpServletRequest request, String error) {
        return pages.show(status, "console/playground/story.jte", () -> {
            int latest = story.latest();
            return new ComposeStory(story.progress(Math.max(1, latest)))
                    .page(frames.of(request, "Play the story", PlaygroundPages.SECTION), latest + 1, error);
        });
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw Refused.invalid("story", "must be the number of a story");
        }
        return Integer.parseInt(text);
    }

    private static String field(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }
}
