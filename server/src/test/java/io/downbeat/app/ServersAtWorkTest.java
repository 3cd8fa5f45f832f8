package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.db.Database;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which servers live on a database. */
class ServersAtWorkTest {

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
