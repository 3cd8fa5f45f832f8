package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.db.Database;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which servers live on a database. */
class ServersAtWorkTest {
    private static final String ADVISORY = """
         FROM pg_locks WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    @Test
    void a_server_is_whoever_holds_the_lock_and_a_command_beside_it_is_none() throws SQLException {
        try (TestDatabase database = TestPostgres.migrated();
                Database one = open(database);
                Database other = open(database);
                Database _ = Database.read(database.jdbcUrl(), database.user(), database.password(), 2)) {
            ServersAtWork servers = new ServersAtWork(JdbcClient.create(one.dataSource()));
            assertThat(servers.all()).isEmpty();
            try (Connection _ = atWork(one);
                    Connection second = atWork(other)) {
                assertThat(servers.all())
                        .extracting(ServersAtWork.Server::process)
                        .containsExactly(pid(), pid());
                assertThat(servers.all())
                        .extracting(ServersAtWork.Server::isThis)
                        .containsExactlyInAnyOrder(true, false);
                unlock(second);
                assertThat(servers.all())
                        .singleElement()
                        .satisfies(left -> assertThat(left.isThis()).isTrue());
            }
        }
    }

    @Test
    void a_server_whose_connection_breaks_is_back_in_seconds() throws Exception {
        try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            ServersAtWork servers = new ServersAtWork(server.bean(JdbcClient.class));
            var before = servers.all().getFirst();
            cut(server.database());
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (servers.all().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(100);
            }
            assertThat(servers.all()).singleElement().satisfies(again -> {
                assertThat(again.isThis()).isTrue();
                assertThat(again.since()).isAfter(before.since());
            });
        }
    }

    @Test
    void it_holds_the_locks_of_its_keys_as_well_and_gives_all_back_when_it_is_closed() throws Exception {
        try (TestDatabase database = TestPostgres.migrated();
                Database pool = open(database);
                Admission admission = admitted(pool)) {
            assertThat(locks(database)).isEqualTo(2);
            admission.look();
            assertThat(locks(database)).as("one that has them takes none").isEqualTo(2);
            cut(database);
            assertThat(locks(database)).isZero();
            admission.look();
            assertThat(locks(database)).isEqualTo(2);
            admission.close();
            assertThat(locks(database)).isZero();
            admission.look();
            assertThat(locks(database)).as("a closed one takes none").isZero();
        }
    }

    @Test
    void one_that_no_longer_fits_has_to_stop() throws Exception {
        try (TestDatabase database = TestPostgres.migrated();
                Database pool = open(database);
                Admission ofEndedSimulation = admitted(pool)) {
            database.execute("DELETE FROM simulated_clock");
            ofEndedSimulation.look();
            cut(database);
            ofEndedSimulation.look();
            assertThatThrownBy(ofEndedSimulation::awaitEnd)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith("the simulation on this database was ended");
            assertThat(locks(database)).isZero();
        }
        try (TestDatabase database = TestPostgres.migrated();
                Database pool = open(database);
                Admission ofOldKey = admitted(pool)) {
            cut(database);
            new SecretKeyStore(JdbcClient.create(pool.dataSource()))
                    .change(new SecretBox("another secret key of 32 characters or more"));
            ofOldKey.look();
            assertThatThrownBy(ofOldKey::awaitEnd)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith("DOWNBEAT_SECRET_KEY is not the key of this database");
        }
    }

    private static Admission admitted(Database pool) {
        var options = new ServerOptions(
                "127.0.0.1", 0, Path.of("target"), null, Instant.parse("2025-01-01T00:00:00Z"), false);
        return Admission.of(pool.dataSource(), options, new SecretBox(TestServer.SECRET_KEY), Instant.now());
    }

    /** As a proxy does, or a database that fails over: whoever holds locks of servers loses the connection. */
    private static void cut(TestDatabase database) throws SQLException {
        database.execute("SELECT pg_terminate_backend(pid, 10000)" + ADVISORY);
    }

    private static int locks(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                var row = connection.createStatement().executeQuery("SELECT count(*)" + ADVISORY)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String pid() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    private static Database open(TestDatabase database) {
        return Database.open(database.jdbcUrl(), database.user(), database.password(), 4);
    }

    private static Connection atWork(Database database) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock_shared(" + Admission.AT_WORK + ")");
        }
        return connection;
    }

    private static void unlock(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        }
    }
}
