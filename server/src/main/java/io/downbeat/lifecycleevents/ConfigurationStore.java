package io.downbeat.lifecycleevents;

import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is wanted, in the database. Runs inside the transaction of its caller. */
final class ConfigurationStore {
    private static final String ENABLED =
            "SELECT event_type FROM lifecycle_configuration WHERE offset_given IS NULL AND is_enabled";
    private static final String ENABLE = """
        INSERT INTO lifecycle_configuration AS c (id, event_type, offset_months, offset_days, offset_hours, is_enabled,
            created_at, created_by)
        VALUES (:id, :type, 0, 0, 0, :enabled, :now, :by)
        ON CONFLICT (event_type) WHERE offset_given IS NULL DO UPDATE SET is_enabled = excluded.is_enabled
            WHERE c.is_enabled <> excluded.is_enabled
        RETURNING id
        """;
    private static final String ADD = """
        INSERT INTO lifecycle_configuration (id, event_type, name, offset_given, offset_months, offset_days, offset_hours,
            is_enabled, uniqueness_key, created_at, created_by)
        VALUES (:id, :type, :name, :given, :months, :days, :hours, true, :key, :createdAt, :by)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String EDIT = """
        UPDATE lifecycle_configuration
        SET offset_given = :given, offset_months = :months, offset_days = :days, offset_hours = :hours WHERE id = :id
        """;
    private static final String ARCHIVE = "UPDATE lifecycle_configuration SET archived_at = :now WHERE id = :id";
    private static final String OFFSETS = """
        SELECT id, name, event_type, offset_given, offset_months, offset_days, offset_hours, created_at, created_by,
            archived_at
        FROM lifecycle_configuration WHERE offset_given IS NOT NULL
        """;
    private static final String LOCK = OFFSETS + " AND id = :id FOR UPDATE";
    private static final String FIND = OFFSETS + " AND id = :id";
    private static final String LIVE =
            "SELECT count(*) FROM lifecycle_configuration WHERE offset_given IS NOT NULL AND archived_at IS NULL";

    private final JdbcClient database;

    ConfigurationStore(JdbcClient database) {
        this.database = database;
    }

    /** The events that are told as they happen. */
    Set<EventType> enabled() {
        Set<EventType> found = EnumSet.noneOf(EventType.class);
        database.sql(ENABLED).query(String.class).list().forEach(word -> found.add(EventType.of(word)));
        return found;
    }

    /**
     * Switches an event on or off.
     *
     * @return its configuration's id, if that changed anything
     */
    Optional<UUID> enable(EventType type, boolean enabled, UUID id, Instant now, String by) {
        return database.sql(ENABLE)
                .param("id", id)
                .param("type", type.word())
                .param("enabled", enabled)
                .param("now", Rows.at(now))
                .param("by", by)
                .query(UUID.class)
                .optional();
    }

    /** @return false if another one has the uniqueness key */
    boolean add(Offset offset, @Nullable String uniquenessKey) {
        return with(ADD, offset.id(), offset.offset())
                        .param("type", offset.type().word())
                        .param("name", offset.name())
                        .param("key", uniquenessKey)
                        .param("createdAt", Rows.at(offset.createdAt()))
                        .param("by", offset.createdBy())
                        .update()
                == 1;
    }

    void edit(UUID id, EventOffset offset) {
        with(EDIT, id, offset).update();
    }

    private JdbcClient.StatementSpec with(String sql, UUID id, EventOffset offset) {
        return database.sql(sql)
                .param("id", id)
                .param("given", offset.given())
                .param("months", offset.months())
                .param("days", offset.days())
                .param("hours", offset.hours());
    }

    void archive(UUID id, Instant now) {
        database.sql(ARCHIVE).param("id", id).param("now", Rows.at(now)).update();
    }

    /** Keeps others from changing it until the transaction ends. */
    Optional<Offset> lock(UUID id) {
        return database.sql(LOCK)
                .param("id", id)
                .query(ConfigurationStore::offset)
                .optional();
    }

    Optional<Offset> find(UUID id) {
        return database.sql(FIND)
                .param("id", id)
                .query(ConfigurationStore::offset)
                .optional();
    }

    int live() {
        return database.sql(LIVE).query(Integer.class).single();
    }

    /**
     * Newest first.
     *
     * @param archived {@code null} for all
     */
    List<Offset> list(@Nullable Boolean archived, @Nullable UUID after, int limit) {
        String sql = OFFSETS + (archived == null ? "" : " AND (archived_at IS NOT NULL) = :archived")
                + (after == null ? "" : " AND id < :after") + " ORDER BY id DESC LIMIT :limit";
        return database.sql(sql)
                .param("archived", archived)
                .param("after", after)
                .param("limit", limit)
                .query(ConfigurationStore::offset)
                .list();
    }

    private static Offset offset(ResultSet row, int number) throws SQLException {
        return new Offset(
                Rows.uuid(row, "id"),
                Rows.text(row, "name"),
                EventType.of(Rows.text(row, "event_type")),
                new EventOffset(
                        Rows.text(row, "offset_given"),
                        row.getInt("offset_months"),
                        row.getInt("offset_days"),
                        row.getInt("offset_hours")),
                Rows.instant(row, "created_at"),
                Rows.text(row, "created_by"),
                Rows.optionalInstant(row, "archived_at"));
    }
}
