package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;

/** What a row of each kind takes on the disk, its indexes and its share of empty space included. */
final class StoredBytes {
    private static final String SIZE = """
        SELECT sum(pg_total_relation_size(relid))::bigint FROM (
            SELECT relid FROM pg_partition_tree('%1$s') WHERE isleaf
            UNION SELECT '%1$s'::regclass WHERE NOT EXISTS (SELECT FROM pg_partition_tree('%1$s'))) parts\
        """;

    private final BenchEnvironment environment;
    private final Findings findings;

    StoredBytes(BenchEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    void ofEvents(String database) {
        add(database, "usage_event", "a usage event on the disk", "with its index; kept DOWNBEAT_EVENTS_KEPT");
        add(database, "usage_event_key", "the key of an event on the disk", "kept 35 days, so that none counts twice");
    }

    /** Where they are many: a few that are counted up all the time take the space of their versions. */
    void ofHours(String database) {
        add(database, "usage_hour", "an hour's count on the disk", "of one customer and metric; kept");
    }

    void ofInvoices(String database) {
        add(database, "invoice", "an invoice on the disk", "without its lines");
        add(database, "invoice_line", "a line of an invoice on the disk", "");
        add(database, "delivery", "a delivery on the disk", "with what it sent");
        add(
                database,
                "delivery_attempt",
                "an attempt of a delivery on the disk",
                "one for each request that had an effect");
        add(database, "audit_entry", "an entry of the audit log on the disk", "");
    }

    private void add(String database, String table, String name, String note) {
        long rows = environment.number(database, "SELECT count(*) FROM " + table);
        if (rows > 0) {
            long bytes = environment.number(database, SIZE.formatted(table));
            Figure figure = Figure.of(name, (double) bytes / rows, "bytes");
            findings.add(figure.note("%,d rows of %s%s".formatted(rows, table, note.isEmpty() ? "" : "; " + note)));
        }
    }
}
