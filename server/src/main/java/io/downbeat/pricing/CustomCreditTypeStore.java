package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Custom pricing units. Runs inside the caller's transaction. */
final class CustomCreditTypeStore {
    private static final String CREATE = """
        INSERT INTO custom_credit_type (id, name, created_at) VALUES (:id, :name, :now)
        ON CONFLICT (lower(name)) DO NOTHING
        """;
    private static final String FIND = "SELECT name FROM custom_credit_type WHERE id = :id";
    private static final String PAGE = """
        SELECT id, name FROM custom_credit_type WHERE CAST(:after AS uuid) IS NULL OR id > :after
         ORDER BY id LIMIT :limit
        """;

    private final JdbcClient database;

    CustomCreditTypeStore(JdbcClient database) {
        this.database = database;
    }

    /** @return whether the name was free */
    boolean create(CreditType unit, Instant now) {
        return database.sql(CREATE)
                        .param("id", unit.id())
                        .param("name", unit.name())
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    Optional<CreditType> find(UUID id) {
        return database.sql(FIND)
                .param("id", id)
                .query((row, number) -> CreditType.custom(id, Rows.text(row, "name")))
                .optional();
    }

    /** In order of creation. */
    List<CreditType> page(@Nullable UUID after, int limit) {
        return database.sql(PAGE)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> CreditType.custom(Rows.uuid(row, "id"), Rows.text(row, "name")))
                .list();
    }
}
