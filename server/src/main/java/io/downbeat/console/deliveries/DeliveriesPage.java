package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has not arrived.
 *
 * @param path of this very list, for its refreshing
 * @param empty what to say instead of rows; {@code null} if there are rows
 * @param more whether there are more rows than are shown
 */
record DeliveriesPage(
        Frame frame,
        String path,
        String heading,
        String facts,
        List<Tile> tiles,
        List<HeldBack> heldBack,
        List<Row> rows,
        @Nullable Empty empty,
        boolean more) {
    DeliveriesPage {
        tiles = List.copyOf(tiles);
        heldBack = List.copyOf(heldBack);
        rows = List.copyOf(rows);
    }

    record Tile(String count, String label, String css, String href, boolean isHere) {}

    /** An account that refuses us, fails or asks for a pause. */
    record HeldBack(String account, String says) {}

    record Empty(String heading, String says) {}

    /**
     * @param isOpen whether a person may still do something about it
     */
    record Row(String id, State state, Subject subject, To to, String why, Times times, boolean isOpen) {}

    record State(String wire, String word, String css) {}

    record Subject(String customer, String contractHref, String what, String amount) {}

    record To(String name, String css) {}

    record Times(String since, String sinceMoment, String next, String deadline, boolean isUrgent) {}
}
