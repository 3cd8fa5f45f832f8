package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page before an action on an hour of metering.
 *
 * @param path where its form is sent
 * @param from where it leads back to
 * @param facts what the hour is
 * @param value what was filled in, when it has to be sent again
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record HourActionPage(
        Frame frame,
        HourAction action,
        String path,
        String from,
        List<Fact> facts,
        String value,
        @Nullable String error) {
    HourActionPage {
        facts = List.copyOf(facts);
    }

    record Fact(String label, TabPage.Cell is) {}
}
