package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Packages. Runs inside the caller's transaction. */
final class PackageStore {
    private static final String ADD = """
        INSERT INTO package (id, name, uniqueness_key, terms, created_at)
        VALUES (:id, :name, :key, CAST(:terms AS jsonb), :createdAt)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String SELECT = "SELECT * FROM package ";
    private static final String FIND = SELECT + "WHERE id = :id";
    private static final String HOLD = FIND + " FOR SHARE";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String PAGE = SELECT + """
        WHERE (CAST(:archived AS boolean) IS NULL OR (archived_at IS NOT NULL) = :archived)
          AND (CAST(:after AS uuid) IS NULL OR id < :after)
        ORDER BY id DESC LIMIT :limit
        """;
    private static final String ARCHIVE = "UPDATE package SET archived_at = :now WHERE id = :id";

    private final JdbcClient database;
    private final TermFields fields;

    PackageStore(JdbcClient database, TermFields fields) {
        this.database = database;
        this.fields = fields;
    }

    /** @throws Refused for a custom field of a term whose key is not registered for the terms of packages */
    void requireKeys(Body request) {
        fields.check(request);
    }

    /** @throws Refused with 409 if another package has the uniqueness key */
    void add(ContractPackage made) {
        int added = database.sql(ADD)
                .param("id", made.id().value())
                .param("name", made.name())
                .param("key", made.uniquenessKey())
                .param("terms", Json.write(made.terms()))
                .param("createdAt", Rows.at(made.createdAt()))
                .update();
        if (added == 0) {
            throw Refused.conflict("This uniqueness key has already been used");
        }
        fields.add(made);
    }

    Optional<ContractPackage> find(Contract.PackageId id) {
        return one(FIND, id);
    }

    /** Keeps it from being archived until the transaction ends. */
    Optional<ContractPackage> hold(Contract.PackageId id) {
        return one(HOLD, id);
    }

    /** Keeps every contract from being created from it until the transaction ends. */
    Optional<ContractPackage> lock(Contract.PackageId id) {
        return one(LOCK, id);
    }

    /**
     * One more than asked for, the one created last first.
     *
     * @param archived {@code null} for both
     */
    List<ContractPackage> page(@Nullable Boolean archived, @Nullable UUID after, int limit) {
        return fields.current(database.sql(PAGE)
                .param("archived", archived)
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, number) -> read(row))
                .list());
    }

    void archive(Contract.PackageId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    private Optional<ContractPackage> one(String sql, Contract.PackageId id) {
        return fields
                .current(database.sql(sql)
                        .param("id", id.value())
                        .query((row, number) -> read(row))
                        .list())
                .stream()
                .findFirst();
    }

    private static ContractPackage read(ResultSet row) throws SQLException {
        return new ContractPackage(
                new Contract.PackageId(Rows.uuid(row, "id")),
                Rows.text(row, "name"),
                row.getString("uniqueness_key"),
                (ObjectNode) Json.read(Rows.text(row, "terms")),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "archived_at"));
    }
}
