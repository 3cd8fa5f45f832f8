package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server leaves the temporary folder as it found it. */
class TemporaryFolderTest {
    @TempDir
    Path temporary;

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private Map<String, String> settings(TestDatabase database) {
        return ServerProcess.withDatabase(database, Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary));
    }

    private ServerProcess serve(TestDatabase database) {
        return ServerProcess.serve(List.of("--port", "0", "--database-url", database.jdbcUrl()), settings(database));
    }

    @Test
    void nothing_is_left_in_the_temporary_folder_after_a_stop_and_a_kill_is_swept_by_the_next_start()
            throws IOException {
        try (TestDatabase database = TestPostgres.migrated()) {
            try (ServerProcess server = serve(database)) {
                assertThat(server.api().get("/health").status()).isEqualTo(200);
                server.stop();
            }
            assertThat(left()).isEmpty();
            try (ServerProcess server = serve(database)) {
                server.kill();
            }
            assertThat(left()).hasSize(1);
            try (ServerProcess server = serve(database)) {
                assertThat(left()).hasSize(1);
                server.stop();
            }
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void nothing_is_left_by_a_server_that_cannot_start() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestDatabase database = TestPostgres.migrated()) {
            ServerProcess.Ended ended = ServerProcess.run(
                    "serve",
                    List.of("--port", "" + taken.getLocalPort(), "--database-url", database.jdbcUrl()),
                    settings(database));
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(left()).isEmpty();
        }
    }
}
