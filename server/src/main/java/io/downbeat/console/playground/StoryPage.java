package io.downbeat.console.playground;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * The story, step by step.
 *
 * @param number which story the button plays on
 * @param another the number of a story with another customer
 * @param isBegun whether a step of it was played
 * @param isOver whether all of them were
 * @param error why a step was refused; empty for none
 */
record StoryPage(
        Frame frame,
        int number,
        int another,
        String facts,
        boolean isBegun,
        boolean isOver,
        List<Step> steps,
        String error) {
    StoryPage {
        steps = List.copyOf(steps);
    }

    /**
     * @param css {@code done}, {@code here} for the one that comes next, empty for what comes later
     * @param button what the next one does; empty for the others
     * @param links where to see what it did, or will do
     */
    record Step(int number, String title, String says, String css, String button, List<Link> links) {
        Step {
            links = List.copyOf(links);
        }

        boolean isNext() {
            return css.equals("here");
        }
    }

    record Link(String label, String href) {}
}
