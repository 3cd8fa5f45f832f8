package io.downbeat.usage.events;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads events for {@link EventListings}: a stretch of ordinals at a time, which their block summaries find. */
final class EventListingStore {
    /** More would take a page longer than it may; fewer would be less than an hour of a busy server. */
    static final int LOOKED_THROUGH = 20_000;

    private static final String LATEST = "SELECT last_value FROM usage_ordinal";
    private static final String PASSES = """
        e.ordinal >= :from AND e.ordinal < :upTo
            AND (:customer::uuid IS NULL OR e.customer_id = :customer::uuid)
            AND (:sentAs::text IS NULL OR e.customer = :sentAs::text)
            AND (:eventType::text IS NULL OR e.event_type = :eventType::text)
            AND (:usedFrom::timestamptz IS NULL OR e."timestamp" >= :usedFrom::timestamptz)
            AND (:usedUntil::timestamptz IS NULL OR e."timestamp" < :usedUntil::timestamptz)
        """;
    // Repetitions are looked up for what is shown only: the database does so after the limit, for each of these rows
    // where it lies.
    private static final String LIST = """
        SELECT e.*, (
            SELECT r.repeated_at FROM usage_event_repeat r WHERE r.transaction_id = e.transaction_id
        ) AS repeated_at
        FROM usage_event e WHERE %s ORDER BY e.ordinal DESC LIMIT :most
        """.formatted(PASSES);
    private static final String HOURS = """
        SELECT date_trunc('hour', e."timestamp", 'UTC') AS hour, count(*) AS events
        FROM usage_event e WHERE %s
        GROUP BY 1 ORDER BY 1 DESC LIMIT :most
        """.formatted(PASSES);
    // No more of them are counted than a page can wait for: whoever sends under a wrong name sends many.
    private static final String UNMATCHED = """
        SELECT customer, count(*) AS events, min("timestamp") AS first, max("timestamp") AS last
        FROM (SELECT customer, "timestamp" FROM usage_event WHERE customer_id IS NULL LIMIT :looked) e
        GROUP BY customer ORDER BY 2 DESC, 1 LIMIT :most
        """;

    record Row(EventStore.StoredEvent event, @Nullable Instant repeatedAt) {}

    private final JdbcClient database;

    EventListingStore(JdbcClient database) {
        this.database = database;
    }

    /** The greatest ordinal given out. */
    long latest() {
        return database.sql(LATEST).query(Long.class).single();
    }

    /**
     * @param from inclusive
     * @param upTo exclusive
     */
    List<Row> list(EventFilter filter, long from, long upTo, int most) {
        return bound(LIST, filter, from, upTo, most)
                .query((row, number) -> new Row(EventStore.stored(row), Rows.optionalInstant(row, "repeated_at")))
                .list();
    }

    List<EventsOfHour> hours(EventFilter filter, long from, long upTo, int most) {
        return bound(HOURS, filter, from, upTo, most)
                .query((row, number) -> new EventsOfHour(Rows.instant(row, "hour"), row.getLong("events")))
                .list();
    }

    List<UnmatchedEvents> unmatched(int most) {
        return database.sql(UNMATCHED)
                .param("looked", LOOKED_THROUGH)
                .param("most", most)
                .query((row, number) -> new UnmatchedEvents(
                        row.getString("customer"),
                        row.getLong("events"),
                        Rows.instant(row, "first"),
                        Rows.instant(row, "last")))
                .list();
    }

    private JdbcClient.StatementSpec bound(String sql, EventFilter filter, long from, long upTo, int most) {
        return database.sql(sql)
                .param("from", from)
                .param("upTo", upTo)
                .param(
                        "customer",
                        filter.customer() == null ? null : filter.customer().value())
                .param("sentAs", filter.sentAs())
                .param("eventType", filter.eventType())
                .param("usedFrom", Rows.at(filter.from()))
                .param("usedUntil", Rows.at(filter.until()))
                .param("most", most);
    }
}
