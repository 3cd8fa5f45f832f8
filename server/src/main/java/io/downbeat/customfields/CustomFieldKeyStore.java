package io.downbeat.customfields;

import io.downbeat.platform.db.Rows;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The registered keys. Runs inside the transaction of its caller. */
final class CustomFieldKeyStore {
    private static final String ADD = """
        INSERT INTO custom_field_key (entity, key, id, enforce_uniqueness)
        VALUES (:entity, :key, :id, :enforceUniqueness) ON CONFLICT (entity, key) DO NOTHING
        """;
    private static final String REMOVE =
            "DELETE FROM custom_field_key WHERE entity = :entity AND key = :key RETURNING id";
    private static final String KNOWN = "SELECT key FROM custom_field_key WHERE entity = :entity AND key = ANY(:keys)";
    private static final String UNIQUE = KNOWN + " AND enforce_uniqueness";
    private static final String LIST = """
        SELECT entity, key, enforce_uniqueness FROM custom_field_key
         WHERE entity = ANY(:entities)
           AND (CAST(:afterEntity AS text) IS NULL OR (entity, key) > (:afterEntity, :afterKey))
         ORDER BY entity, key LIMIT :limit
        """;

    private final JdbcClient database;

    CustomFieldKeyStore(JdbcClient database) {
        this.database = database;
    }

    /** @return whether the key is new */
    boolean add(CustomFieldKey key, UUID id) {
        return of(ADD, key.entity())
                        .param("key", key.key())
                        .param("id", id)
                        .param("enforceUniqueness", key.enforceUniqueness())
                        .update()
                == 1;
    }

    /** @return the id that it had, if there was such a key; waits for whoever writes a value under it */
    Optional<UUID> remove(CustomFieldEntity entity, String key) {
        return of(REMOVE, entity).param("key", key).query(UUID.class).optional();
    }

    /** Those of the keys that are registered. */
    Set<String> known(CustomFieldEntity entity, Collection<String> keys) {
        return keys(KNOWN, entity, keys);
    }

    /** Those of the keys whose values are unique. */
    Set<String> unique(CustomFieldEntity entity, Collection<String> keys) {
        return keys(UNIQUE, entity, keys);
    }

    private Set<String> keys(String sql, CustomFieldEntity entity, Collection<String> keys) {
        return of(sql, entity)
                .param("keys", keys.toArray(String[]::new))
                .query(String.class)
                .set();
    }

    /**
     * In the order of entities and keys.
     *
     * @param after the key before the first one; {@code null} for the first of all
     */
    List<CustomFieldKey> list(Collection<CustomFieldEntity> entities, @Nullable After after, int limit) {
        return database.sql(LIST)
                .param(
                        "entities",
                        entities.stream().map(CustomFieldEntity::word).toArray(String[]::new))
                .param("afterEntity", after == null ? null : after.entity())
                .param("afterKey", after == null ? null : after.key())
                .param("limit", limit)
                .query((row, number) -> new CustomFieldKey(
                        row.getBoolean("enforce_uniqueness"), entity(Rows.text(row, "entity")), Rows.text(row, "key")))
                .list();
    }

    /** A place in the list. */
    record After(String entity, String key) {}

    private static CustomFieldEntity entity(String word) {
        return Arrays.stream(CustomFieldEntity.values())
                .filter(each -> each.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow();
    }

    private JdbcClient.StatementSpec of(String sql, CustomFieldEntity entity) {
        return database.sql(sql).param("entity", entity.word());
    }
}
