package io.downbeat.embedded;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a link shows.
 *
 * @param customer the only one whose data it leads to
 * @param colors by the API's names
 * @param groups other names for group keys and their values, on the page of usage
 */
record EmbeddedView(
        UUID customer, Dashboard dashboard, Invoices invoices, Map<String, String> colors, List<Group> groups) {

    enum Dashboard {
        INVOICES,
        USAGE,
        /** Of plans. */
        CREDITS,
        COMMITS_AND_CREDITS
    }

    enum Kind {
        USAGE,
        SCHEDULED
    }

    enum Statuses {
        VOID,
        FINALIZED,
        DRAFT,
        FINALIZED_AND_DRAFT,
        ALL
    }

    /**
     * Which invoices are listed and what of them.
     *
     * @param contract {@code null}: of all contracts
     * @param kind {@code null}: of every kind
     */
    record Invoices(
            @Nullable UUID contract,
            @Nullable Kind kind,
            Statuses statuses,
            boolean withoutVoid,
            boolean withZeroUsage) {}

    /** @param values display names by value */
    record Group(String key, String name, Map<String, String> values) {
        Group {
            values = Map.copyOf(values);
        }
    }

    EmbeddedView {
        colors = Map.copyOf(colors);
        groups = List.copyOf(groups);
    }
}
