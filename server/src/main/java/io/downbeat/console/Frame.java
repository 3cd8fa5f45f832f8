package io.downbeat.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param formToken goes into every form
 * @param visitor {@code null} before anybody signed in
 */
public record Frame(
        String title,
        List<Link> sections,
        String formToken,
        @Nullable Visitor visitor,
        Clock clock,
        Assets.Links assets) {
    /** The name of the field that carries {@link #formToken}. */
    public static final String FORM_FIELD = "_csrf";

    public Frame {
        sections = List.copyOf(sections);
    }

    /** @param badge how many things wait there; {@code null} for none */
    public record Link(
            String label,
            String path,
            boolean isHere,
            @Nullable String badge) {}

    /** @param name of the token that somebody signed in with */
    public record Visitor(String name, boolean mayChange) {}

    public record Clock(String iso, String text, boolean isSimulated) {}

    /** Whether the way to the simulated clock is shown. */
    public boolean mayAdvance() {
        return clock.isSimulated() && mayChange() && !sections.isEmpty();
    }

    /** Whether buttons are shown that change something. */
    public boolean mayChange() {
        return visitor != null && visitor.mayChange();
    }
}
