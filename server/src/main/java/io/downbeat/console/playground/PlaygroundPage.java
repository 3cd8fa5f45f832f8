package io.downbeat.console.playground;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param clock {@code null} where it is the system's
 * @param troubles {@code null} where the providers are real
 * @param hasStory whether the story can be played here
 * @param filledIn what has to be sent again
 * @param done what the last form did
 * @param error why it was refused
 */
record PlaygroundPage(
        Frame frame,
        @Nullable Clock clock,
        @Nullable Troubles troubles,
        List<Pair> pairs,
        List<News> news,
        boolean hasStory,
        FilledIn filledIn,
        String done,
        String error) {
    PlaygroundPage {
        pairs = List.copyOf(pairs);
        news = List.copyOf(news);
    }

    /** What the fields of the forms hold, as it was typed; empty for what they hold at first. */
    record FilledIn(String now, String fault, String times) {
        static final FilledIn NOTHING = new FilledIn("", "", "");
    }

    /** @param value what the field holds at first, as an instant */
    record Clock(String now, String value, List<Step> steps, List<Due> due) {
        Clock {
            steps = List.copyOf(steps);
            due = List.copyOf(due);
        }
    }

    /** A button that moves the clock to an instant. */
    record Step(String label, String to) {}

    record Due(String what, String when) {}

    record Troubles(List<Choice> choices, List<Going> going) {
        Troubles {
            choices = List.copyOf(choices);
            going = List.copyOf(going);
        }
    }

    record Choice(String name, String says) {}

    record Going(String says, String howOften, String struck) {}

    /**
     * One invoice, here and there.
     *
     * @param theirs what the provider holds of it, in words
     * @param verdict such as {@code equal}; empty while nothing was sent
     */
    record Pair(
            String href,
            String customer,
            String what,
            String provider,
            String css,
            String ours,
            String state,
            String stateCss,
            String theirs,
            String verdict,
            boolean isEqual) {}

    record News(String when, String says, String who) {}
}
