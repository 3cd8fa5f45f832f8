package io.downbeat.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Which servers are at work on a database. */
class ConnectedServersTest {

    @Test
    void servers_are_those_that_are_connected_and_a_command_beside_them_is_none() {
        try (TestDatabase database = TestPostgres.migrated();
                Database one = open(database);
                Database _ = Database.read(database.jdbcUrl(), database.user(), database.password(), 2)) {
            ConnectedServers servers = new ConnectedServers(one.dataSource());
            try (Database _ = open(database)) {
                assertThat(servers.all())
                        .hasSize(2)
                        .allSatisfy(server -> assertThat(server.process())
                                .isEqualTo(
                                        String.valueOf(ProcessHandle.current().pid())));
                assertThat(servers.all())
                        .filteredOn(ConnectedServers.Server::isThis)
                        .hasSize(1);
            }
            // PostgreSQL ends the connections of the other one a moment after it is gone.
            List<ConnectedServers.Server> left = servers.all();
            for (int i = 0; i < 100 && left.size() > 1; i++) {
                LockSupport.parkNanos(50_000_000);
                left = servers.all();
            }
            assertThat(left)
                    .singleElement()
                    .satisfies(server -> assertThat(server.isThis()).isTrue());
        }
    }

    private static Database open(TestDatabase database) {
        return Database.open(database.jdbcUrl(), database.user(), database.password(), 2);
    }
}
