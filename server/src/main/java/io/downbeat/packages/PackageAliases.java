package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which package an alias names when. Kept as boundaries: from one on until the next, the alias is one package's, or nobody's; so
 * it belongs to one at a time, whatever is written. Runs inside the caller's transaction.
 */
final class PackageAliases {

    /**
     * Where an alias names a package.
     *
     * @param startingAt {@code null}: since ever
     * @param endingBefore {@code null}: for all time
     */
    record Span(
            String name,
            @Nullable Instant startingAt,
            @Nullable Instant endingBefore) {}

    private record Owned(Contract.PackageId owner, Span span) {}

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:alias, 7004))";

    // Who had it since before the new owner has it no more afterwards; who was to have it only later still will.
    private static final String END = """
        INSERT INTO package_alias (alias, starting_at, package_id)
        SELECT :alias, :until,
               (SELECT CASE WHEN starting_at > CAST(:from AS timestamptz) THEN package_id END FROM package_alias
                 WHERE alias = :alias AND starting_at <= :until
                 ORDER BY starting_at DESC LIMIT 1)
        ON CONFLICT DO NOTHING
        """;
    private static final String CLEAR = """
        DELETE FROM package_alias
         WHERE alias = :alias AND starting_at >= CAST(:from AS timestamptz)
           AND (CAST(:until AS timestamptz) IS NULL OR starting_at < :until)
        """;
    private static final String BEGIN = """
        INSERT INTO package_alias (alias, starting_at, package_id) VALUES (:alias, CAST(:from AS timestamptz), :package)
        """;
    private static final String OWNER = """
        SELECT package_id FROM package_alias
         WHERE alias = :alias AND starting_at <= :at
         ORDER BY starting_at DESC LIMIT 1
        """;
    // Every boundary of an alias is looked at before one is chosen: a condition inside would hide the next one.
    private static final String OF_PACKAGES = """
        SELECT alias, NULLIF(starting_at, '-infinity') AS starting_at, ending_before, package_id
          FROM (SELECT alias, starting_at, package_id,
                       lead(starting_at) OVER (PARTITION BY alias ORDER BY starting_at) AS ending_before
                  FROM package_alias
                 WHERE alias IN (SELECT alias FROM package_alias WHERE package_id = ANY (:packages))) boundary
         WHERE package_id = ANY (:packages)
         ORDER BY alias, boundary.starting_at
        """;

    private final JdbcClient database;

    PackageAliases(JdbcClient database) {
        this.database = database;
    }

    /** Takes the alias from whoever has it in the span. Whoever has it from before loses it at the span's start for good. */
    void assign(Contract.PackageId owner, Span span) {
        database.sql(LOCK).param("alias", span.name()).query().singleRow();
        String from =
                span.startingAt() == null ? "-infinity" : span.startingAt().toString();
        if (span.endingBefore() != null) {
            database.sql(END)
                    .param("alias", span.name())
                    .param("from", from)
                    .param("until", Rows.at(span.endingBefore()))
                    .update();
        }
        database.sql(CLEAR)
                .param("alias", span.name())
                .param("from", from)
                .param("until", Rows.at(span.endingBefore()))
                .update();
        database.sql(BEGIN)
                .param("alias", span.name())
                .param("from", from)
                .param("package", owner.value())
                .update();
    }

    /** Whose the alias is at a moment. */
    Optional<Contract.PackageId> owner(String alias, Instant at) {
        return database.sql(OWNER)
                .param("alias", alias)
                .param("at", Rows.at(at))
                .query((row, number) -> Optional.ofNullable(Rows.optionalUuid(row, "package_id")))
                .optional()
                .flatMap(owner -> owner.map(Contract.PackageId::new));
    }

    /** The spans of each package, in one statement. */
    Map<Contract.PackageId, List<Span>> of(Collection<Contract.PackageId> packages) {
        return database
                .sql(OF_PACKAGES)
                .param("packages", Rows.array(packages, Contract.PackageId::value))
                .query((row, number) -> new Owned(
                        new Contract.PackageId(Rows.uuid(row, "package_id")),
                        new Span(
                                Rows.text(row, "alias"),
                                Rows.optionalInstant(row, "starting_at"),
                                Rows.optionalInstant(row, "ending_before"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Owned::owner, Collectors.mapping(Owned::span, Collectors.toList())));
    }
}
