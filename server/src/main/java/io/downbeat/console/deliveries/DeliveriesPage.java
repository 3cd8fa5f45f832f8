package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has not arrived.
 *
 * @param here its own address, to come back to
 * @param refresh where the page reads itself again; {@code null} for one that does not
 * @param done what was done just now; {@code null} for nothing
 * @param alike rows that have one reason, so that they can be mended together
 * @param empty what to say instead of rows; {@code null} if there are rows
 * @param next where the next rows are; empty if there are none
 */
record DeliveriesPage(
        Frame frame,
        String here,
        @Nullable String refresh,
        Head head,
        @Nullable String done,
        List<Tile> tiles,
        List<HeldBack> heldBack,
        List<Alike> alike,
        List<Row> rows,
        @Nullable Empty empty,
        String next) {
    DeliveriesPage {
        tiles = List.copyOf(tiles);
        heldBack = List.copyOf(heldBack);
        alike = List.copyOf(alike);
        rows = List.copyOf(rows);
    }

    /** The form that does it, and leads back to here. */
    String path(Row row, DeliveryAction action) {
        return action.path(row.id(), here);
    }

    /** Whether it shows some of what has not arrived, and not all. */
    boolean isFiltered() {
        return tiles.stream().anyMatch(Tile::isHere);
    }

    /** @param news what came since the page was opened; empty for nothing */
    record Head(String heading, String facts, String news) {}

    record Tile(String count, String label, String css, String href, boolean isHere) {}

    /**
     * An account that refuses us, fails or asks for a pause.
     *
     * @param mend whether a person has to mend its credentials
     * @param method the delivery method that it is asked by
     */
    record HeldBack(String account, String says, boolean mend, String method) {}

    record Alike(String says, String href) {}

    /** @param href of the one next step; empty for none */
    record Empty(String heading, String says, String href, String link) {}

    /**
     * @param reason what it has in common with others; {@code why} has the details
     * @param isOpen whether a person may still do something about it
     */
    record Row(
            String id,
            State state,
            Subject subject,
            To to,
            String reason,
            String why,
            Times times,
            boolean isOpen,
            More more) {}

    record State(String wire, String word, String css) {}

    record Subject(String customer, String contractHref, String what, String amount) {}

    record To(String name, String css) {}

    record Times(String since, String sinceMoment, String next, String deadline, boolean isUrgent) {}

    /**
     * @param json the row for a ticket
     * @param providerHref the invoice's page at the provider; {@code null} where none is known
     */
    record More(String json, @Nullable String providerHref) {}
}
