package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account that is too large for the memory of who checks it. */
class ReadBatchesTest {
    private static final String ROWS = "SELECT r.id, r.n FROM looked_at r WHERE true" + ReadBatches.NEXT.formatted("r");

    private static TestDatabase database;
    private static JdbcClient sql;

    @BeforeAll
    static void start() {
        database = TestPostgres.migrated();
        sql = JdbcClient.create(database.dataSource());
        sql.sql("CREATE TABLE looked_at (id uuid PRIMARY KEY, n int NOT NULL)").update();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void each_row_is_read_once_and_never_more_than_a_batch_at_a_time() {
        for (int rows : new int[] {0, 1, ReadBatches.ROWS - 1, ReadBatches.ROWS, ReadBatches.ROWS + 1}) {
            fill(rows);
            List<Integer> read = new ArrayList<>();
            ReadBatches.each(() -> sql.sql(ROWS), "row", row -> row.getInt("n"), batch -> {
                assertThat(batch.rows()).hasSizeLessThanOrEqualTo(ReadBatches.ROWS);
                read.addAll(batch.rows());
            });
            assertThat(read).hasSize(rows).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_row_that_cannot_be_read_is_told_once_and_holds_up_none_behind_it() {
        fill(ReadBatches.ROWS + 1);
        List<Integer> read = new ArrayList<>();
        List<ComputedCheck.Fault> unreadable = new ArrayList<>();
        ReadBatches.each(
                () -> sql.sql(ROWS),
                "row",
                row -> {
                    int n = row.getInt("n");
                    if (n == ReadBatches.ROWS) {
                        throw new IllegalStateException("torn");
                    }
                    return n;
                },
                batch -> {
                    read.addAll(batch.rows());
                    unreadable.addAll(batch.unreadable());
                });
        assertThat(read).hasSize(ReadBatches.ROWS);
        assertThat(unreadable)
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("torn"));
    }

    @Test
    void of_very_many_violations_a_hundred_are_shown_and_all_are_counted() {
        sql.sql("""
            INSERT INTO invoice_seal (customer_id, invoice_id, sha256)
            SELECT gen_random_uuid(), gen_random_uuid(), 'x' FROM generate_series(1, 150)
            """).update();
        Instant now = Instant.parse("2025-01-01T00:00:00Z");
        Verification.Verdict verdict =
                Verification.of(sql, List.of(), () -> now).verify(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.violations()).hasSize(100);
        assertThat(verdict.checks().stream()
                        .filter(check -> check.violations() > 0)
                        .collect(Collectors.toMap(Verification.Checked::name, Verification.Checked::violations)))
                .containsOnly(java.util.Map.entry("a_sealed_invoice_is_still_there", 150L));
    }

    /** Numbered by their ids' order, from 1 on. */
    private static void fill(int rows) {
        sql.sql("TRUNCATE looked_at").update();
        sql.sql("""
            INSERT INTO looked_at SELECT lpad(to_hex(n), 32, '0')::uuid, n FROM generate_series(1, :rows) n
            """).param("rows", rows).update();
    }
}
