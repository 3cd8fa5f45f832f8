package io.downbeat.lab.bench.ingest;

import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.load.Load;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * How fast PostgreSQL takes events here when nobody stands before it: no HTTP, no JSON to check, no customers to find,
 * no hours to count. Every event's id is checked by the primary key, every tenth is a repetition, every batch is durable.
 */
public final class RawLimit {
    private static final String DATABASE = "bench_raw";
    private static final int CONNECTIONS = 4;
    private static final int BATCH = 100;
    private static final int CUSTOMERS = 1_000;
    private static final String TABLE = """
        CREATE TABLE raw_event (
            customer_id    uuid NOT NULL,
            transaction_id text NOT NULL,
            event_type     text NOT NULL,
            ts             timestamptz NOT NULL,
            properties     jsonb NOT NULL,
            PRIMARY KEY (customer_id, transaction_id)
        ) PARTITION BY HASH (customer_id)
        """;
    private static final String PARTITION = """
        CREATE TABLE raw_event_%1$d PARTITION OF raw_event FOR VALUES WITH (MODULUS 16, REMAINDER %1$d)
        """;
    private static final String INDEX = "CREATE INDEX ON raw_event (customer_id, event_type, ts)";
    private static final String INSERT = """
        INSERT INTO raw_event (customer_id, transaction_id, event_type, ts, properties)
        SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::jsonb[])
        ON CONFLICT DO NOTHING
        """;

    /**
     * @param batched events a second, a hundred a commit
     * @param single events a second, each its own commit
     * @param batchedCost and {@code singleCost}: processor time of one event
     * @param syncMillis one write of 8 KiB made durable, median; 0 if not measured
     */
    public record Limits(double batched, String batchedCost, double single, String singleCost, double syncMillis) {}

    private record Rate(double perSecond, String cost) {}

    private RawLimit() {}

    public static Limits measure(BenchEnvironment environment, double seconds) {
        environment.createDatabase(DATABASE);
        try {
            create(environment);
            run(environment, BATCH, Math.min(1, seconds));
            Rate batched = run(environment, BATCH, seconds);
            Rate single = run(environment, 1, seconds * 0.6);
            return new Limits(
                    batched.perSecond(),
                    batched.cost(),
                    single.perSecond(),
                    single.cost(),
                    syncMillis(environment.folder().resolve("sync")));
        } finally {
            environment.dropDatabase(DATABASE);
        }
    }

    private static void create(BenchEnvironment environment) {
        try (Connection connection = environment.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            for (int i = 0; i < 16; i++) {
                statement.execute(PARTITION.formatted(i));
            }
            statement.execute(INDEX);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Rate run(BenchEnvironment environment, int batch, double seconds) {
        List<Insert> inserts = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                inserts.add(new Insert(environment.connect(DATABASE), batch, System.nanoTime() + i));
            }
            CpuTimes before = CpuTimes.now(0);
            Load.Result result = Load.run(inserts, seconds);
            return new Rate(result.perSecond(), CpuTimes.now(0).since(before).each(result.units()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            inserts.forEach(Insert::close);
        }
    }

    private static double syncMillis(Path file) {
        ByteBuffer page = ByteBuffer.allocateDirect(8192);
        long[] nanos = new long[200];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8192 * nanos.length), 0);
            channel.force(true);
            for (int i = 0; i < nanos.length; i++) {
                long began = System.nanoTime();
                channel.write(page.clear(), 8192L * i);
                channel.force(false);
                nanos[i] = System.nanoTime() - began;
            }
            Files.delete(file);
        } catch (IOException notHere) {
            return 0;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    /** One connection that inserts batch after batch. */
    private static final class Insert implements Load.Caller {
        private final Connection connection;
        private final PreparedStatement statement;
        private final SplittableRandom random;
        private final String[][] columns;
        private long sent;

        Insert(Connection connection, int batch, long seed) throws SQLException {
            this.connection = connection;
            this.statement = connection.prepareStatement(INSERT);
            this.random = new SplittableRandom(seed);
            this.columns = new String[5][batch];
            Arrays.fill(columns[2], "api_call");
            Arrays.fill(columns[3], "2025-01-31T12:00:00Z");
        }

        @Override
        public int call() {
            String[][] before = {columns[0].clone(), columns[1].clone(), {}, {}, columns[4].clone()};
            for (int i = 0; i < columns[1].length; i++) {
                if (++sent % 10 == 0 && before[1][i] != null) {
                    repeat(before, Math.max(0, i - 1), i);
                } else {
                    fresh(i);
                }
            }
            try {
                for (int i = 0; i < columns.length; i++) {
                    statement.setArray(i + 1, connection.createArrayOf("text", columns[i]));
                }
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return columns[1].length;
        }

        private void repeat(String[][] before, int from, int place) {
            for (int column : new int[] {0, 1, 4}) {
                columns[column][place] = before[column][from];
            }
        }

        private void fresh(int place) {
            columns[0][place] = new UUID(0x4000, Long.MIN_VALUE | random.nextInt(CUSTOMERS)).toString();
            columns[1][place] = new UUID(random.nextLong(), random.nextLong()).toString();
            columns[4][place] = """
                {"amount":"%d","region":"eu-central-1","endpoint":"/v1/things/search","tier":"standard","request":"x"}\
                """.formatted(random.nextInt(10_000));
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException gone) {
                // closing is all that was wanted
            }
        }
    }
}
