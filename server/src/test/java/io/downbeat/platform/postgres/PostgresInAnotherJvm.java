package io.downbeat.platform.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Starts a server on the folder named first, commits rows, holds more uncommitted, prints {@code serving <pid>} and
 * waits to be killed. With a second argument the server that stays has no death signal, as on a system without one.
 */
final class PostgresInAnotherJvm {
    private PostgresInAnotherJvm() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
        writeRows(postgres);
        if (arguments.length > 1) {
            postgres.close();
            startUntethered(folder);
        }
        System.out.println("serving " + notice(folder).getFirst());
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void writeRows(EmbeddedPostgres postgres) throws SQLException {
        Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.execute("CREATE TABLE committed AS SELECT generate_series(1, 1000) AS value");
        connection.commit();
        statement.execute("CREATE TABLE uncommitted AS SELECT 1");
    }

    private static void startUntethered(Path folder) throws IOException {
        PostgresHome home = PostgresHome.lock(folder);
        PostgresAccount account = PostgresAccount.ofThisProcess();
        PostgresPrograms programs = PostgresPrograms.unpacked(account, folder);
        FinishedProcess.inCleanSurroundings(account.command(
                        programs.program("postgres"),
                        "-D",
                        home.data().toString(),
                        "-c",
                        "listen_addresses=",
                        "-c",
                        "unix_socket_directories=" + home.folder()))
                .redirectErrorStream(true)
                .redirectOutput(home.log().toFile())
                .start();
        while (!isReady(notice(folder))) {
            Thread.onSpinWait();
        }
    }

    private static boolean isReady(List<String> notice) {
        return notice.size() >= 8 && notice.get(7).equals("ready");
    }

    private static List<String> notice(Path folder) throws IOException {
        try {
            return Files.readAllLines(folder.resolve("pg/postmaster.pid")).stream()
                    .map(String::strip)
                    .toList();
        } catch (NoSuchFileException notYet) {
            return List.of();
        }
    }
}
