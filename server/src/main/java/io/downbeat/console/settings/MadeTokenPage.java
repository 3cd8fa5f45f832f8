package io.downbeat.console.settings;

import io.downbeat.console.Frame;

/** A token just made: the one page that shows its text. */
record MadeTokenPage(Frame frame, String name, String role, String text) {
    /** The text is not for printing. */
    @Override
    public String toString() {
        return "MadeTokenPage[]";
    }
}
