package io.downbeat.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.SchemaDump;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** What the migrations come to is written down, so that a change of the schema is read as one and made on purpose. */
class SchemaTest {
    private static final String KEPT = "/schema.golden.txt";
    private static final Path MADE = Path.of("target", "schema.golden.txt");

    @Test
    void the_migrations_make_the_schema_that_is_written_down() throws IOException {
        String schema;
        try (TestDatabase database = TestPostgres.migrated()) {
            schema = SchemaDump.of(database);
        }
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, schema);
        assertThat(MADE)
                .as(
                        "another schema: read the difference, and if it is meant, copy %s over"
                                + " server/src/test/resources%s",
                        MADE.toAbsolutePath(), KEPT)
                .hasContent(kept());
    }

    /** By date, whatever its feature: one that is numbered below an applied one stops every server that has the latter. */
    @Test
    void a_migration_is_numbered_by_its_date() throws IOException {
        Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/*");
        assertThat(Arrays.stream(files).map(Resource::getFilename))
                .isNotEmpty()
                .allMatch(name ->
                        name.matches("V20\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])_\\d{2}__[a-z0-9_]+\\.sql"));
    }

    private static String kept() throws IOException {
        try (InputStream file = SchemaTest.class.getResourceAsStream(KEPT)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
