package io.downbeat.platform.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The newest migration a database has, by which it is told whether this Downbeat can work on it. */
public final class SchemaVersion {
    private static final String NEWEST = """
        SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL
        ORDER BY installed_rank DESC LIMIT 1
        """;

    private SchemaVersion() {}

    /** Such as {@code 20261128.27}. */
    public static String of(JdbcClient database) {
        return database.sql(NEWEST).query(String.class).single();
    }

    /** Whether this Downbeat has the migration too; otherwise a newer one made it. */
    public static boolean isKnown(String version) {
        String name = "V" + version.replace('.', '_') + "__";
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/*");
            return Arrays.stream(files)
                    .map(file -> Objects.requireNonNullElse(file.getFilename(), ""))
                    .anyMatch(file -> file.startsWith(name));
        } catch (IOException e) {
            throw new UncheckedIOException("the migrations cannot be read", e);
        }
    }
}
