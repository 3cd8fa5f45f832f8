package io.downbeat.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * One real PostgreSQL per test JVM: its own, started by the first test that needs it, or the one that
 * {@code DOWNBEAT_TEST_DATABASE_URL} leads to. A new database is quick because it is a copy of a model.
 */
public final class TestPostgres {
    private static final String GIVEN = "DOWNBEAT_TEST_DATABASE_URL";
    private static final AtomicInteger LAST = new AtomicInteger();

    private TestPostgres() {}

    /** Where tests have their databases. */
    interface Server {
        /** What a database is called there that tests call by this name. */
        String name(String name);

        TestDatabase database(String name);

        void createEmpty(String name);

        boolean hasCitus();

        /** An empty one, which can be distributed if the server can do that. */
        void createUndistributed(String name);

        /** That one, migrated meanwhile, is distributed if it can be, and copied from now on. */
        void becomeModel(String name);

        void copy(String model, String name);

        void drop(String name);
    }

    /** A new, empty database. */
    public static TestDatabase fresh() {
        String name = next();
        Running.SERVER.createEmpty(name);
        return Running.SERVER.database(name);
    }

    /** A new database with every migration applied. They run once per JVM; each call copies the outcome. */
    public static TestDatabase migrated() {
        String name = next();
        Running.SERVER.copy(Migrated.MODEL, name);
        return Running.SERVER.database(name);
    }

    /** The same before it is distributed; where tests run on plain PostgreSQL, there is no difference. */
    public static TestDatabase undistributed() {
        String name = next();
        migrate(name);
        return Running.SERVER.database(name);
    }

    /** Whether migrated databases are distributed over the nodes of Citus. */
    public static boolean hasCitus() {
        return Running.SERVER.hasCitus();
    }

    private static void migrate(String name) {
        Running.SERVER.createUndistributed(name);
        TestDatabase empty = Running.SERVER.database(name);
        Flyway.configure()
                .dataSource(empty.jdbcUrl(), empty.user(), empty.password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    static void drop(String name) {
        Running.SERVER.drop(name);
    }

    private static String next() {
        return Running.SERVER.name("test_" + LAST.incrementAndGet());
    }

    /** Loaded by the first use. */
    private static final class Running {
        static final Server SERVER = start();

        private static Server start() {
            String given = System.getenv(GIVEN);
            return given == null || given.isBlank()
                    ? new OwnPostgres()
                    : GivenPostgres.at(
                            given,
                            System.getenv(GIVEN.replace("URL", "USER")),
                            System.getenv(GIVEN.replace("URL", "PASSWORD")));
        }
    }

    private static final class Migrated {
        static final String MODEL = make();

        private static String make() {
            String name = Running.SERVER.name("migrated");
            migrate(name);
            Running.SERVER.becomeModel(name);
            return name;
        }
    }
}
