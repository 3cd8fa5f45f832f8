package io.downbeat.app.distribution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that is not kept in one piece on the coordinator.
 *
 * @param by the column whose value tells on which node a row lies; {@code null}: each node has the whole table
 * @param beside the table whose rows of the same value lie on the same node; {@code null}: the first of its kind
 */
record SpreadTable(
        String name, @Nullable String by, @Nullable String beside) {
    private static final String TRANSACTION = "transaction_id";
    private static final String CUSTOMER = "customer_id";

    /**
     * All of them, each after what it lies beside. What an event is told apart by has to be one key for the whole account, so
     * events lie by it and not by their customer, who may not even be known yet; what is counted lies by customer.
     */
    static final List<SpreadTable> ALL = List.of(
            new SpreadTable("billable_metric_version", null, null),
            new SpreadTable("usage_event_key", TRANSACTION, null),
            new SpreadTable("usage_event", TRANSACTION, "usage_event_key"),
            new SpreadTable("usage_event_repeat", TRANSACTION, "usage_event_key"),
            new SpreadTable("usage_series", CUSTOMER, null),
            new SpreadTable("usage_hour", CUSTOMER, "usage_series"),
            new SpreadTable("usage_unique", CUSTOMER, "usage_series"));

    SpreadTable {
        if (by == null && beside != null) {
            throw new IllegalArgumentException(name + " is whole on each node, and so lies beside nothing");
        }
    }

    boolean isWholeOnEachNode() {
        return by == null;
    }
}
