package io.downbeat.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    /** A new database takes a second to make, a copy of one a moment. */
    @TempDir
    static Path made;

    @TempDir
    Path temporary;

    @BeforeAll
    static void make_a_database_once() {
        EmbeddedPostgres.start(made.resolve("home")).close();
    }

    private Path home() throws Exception {
        Path home = temporary.resolve("home");
        Process copy = new ProcessBuilder("cp", "-a", made.resolve("home").toString(), home.toString()).start();
        assertThat(copy.waitFor()).isZero();
        return home;
    }

    @Test
    void rows_survive_a_restart() throws Exception {
        Path home = temporary.resolve("with a space");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            execute(postgres, "CREATE TABLE kept AS SELECT 7 AS value");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(one(postgres, "SELECT value FROM kept")).isEqualTo("7");
        }
    }

    /** A process that ended but was not collected by its new parent yet still has a number; it does nothing any more. */
    private static boolean works(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(stat);
            return line.charAt(line.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    @Test
    void committed_rows_survive_the_kill_of_the_jvm_and_no_orphan_stays() throws Exception {
        Path home = home();
        OtherJvm other = OtherJvm.start(home, PostgresInAnotherJvm.class);
        long child = other.postgresPid();
        other.kill();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(one(postgres, "SELECT count(*) FROM committed")).isEqualTo("1000");
            assertThat(one(postgres, "SELECT count(*) FROM pg_class WHERE relname = 'uncommitted'"))
                    .isEqualTo("0");
            assertThat(works(child)).as("the killed JVM's PostgreSQL").isFalse();
            assertThat(serversOn(home)).hasSize(1);
        }
        assertThat(serversOn(home)).isEmpty();
    }

    @Test
    void a_server_that_lost_its_owner_is_stopped_first() throws Exception {
        Path home = home();
        OtherJvm other = OtherJvm.start(home, PostgresInAnotherJvm.class, "untethered");
        long orphan = other.postgresPid();
        other.kill();
        assertThat(ProcessHandle.of(orphan))
                .as("without the death signal it runs on")
                .isPresent();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(one(postgres, "SELECT count(*) FROM committed")).isEqualTo("1000");
            assertThat(ProcessHandle.of(orphan)).isEmpty();
        }
    }

    @Test
    void a_stale_notice_with_a_strangers_pid_stops_nobody() throws Exception {
        Path home = home();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(home.resolve("pg/postmaster.pid"), stranger.pid() + "\n" + home.resolve("pg") + "\n");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
                assertThat(one(postgres, "SELECT 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void root_that_may_not_make_a_namespace_runs_it_as_nobody() throws Exception {
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
        PostgresAccount nobody = PostgresAccount.nobody();
        try (PostgresHome home = PostgresHome.lock(temporary)) {
            nobody.letThrough(home.folder());
            PostgresPrograms programs = PostgresPrograms.unpacked(nobody, home.folder());
            home.prepare(programs, nobody);
            PostgresProcess process = PostgresProcess.start(home, programs, nobody);
            assertThat(Files.getAttribute(home.pidFile(), "unix:uid")).isEqualTo(65534);
            process.stop();
            assertThat(home.pidFile()).doesNotExist();
        }
        EmbeddedPostgres.start(temporary).close();
    }

    @Test
    void a_second_server_on_the_folder_is_refused_at_once() throws Exception {
        Path home = home();
        try (EmbeddedPostgres first = EmbeddedPostgres.start(home)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageStartingWith("Another server already uses the data folder")
                    .hasMessageContaining("--data");
            assertThat(one(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void a_second_jvm_on_the_folder_is_refused_at_once() throws Exception {
        Path home = home();
        OtherJvm other = OtherJvm.start(home, PostgresInAnotherJvm.class);
        try {
            assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageStartingWith("Another server already uses the data folder");
        } finally {
            other.kill();
            awaitNobodyOn(home);
        }
    }

    @Test
    void data_of_another_version_is_refused_and_left_alone() throws Exception {
        Path home = home();
        Path version = home.resolve("pg/PG_VERSION");
        String ours = Files.readString(version);
        Files.writeString(version, "16\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("written by PostgreSQL 16")
                .hasMessageContaining("brings PostgreSQL 18")
                .hasMessageContaining("--database-url");
        assertThat(Files.readString(version)).isEqualTo("16\n");

        Files.writeString(version, ours);
        EmbeddedPostgres.start(home).close();
    }

    @Test
    void a_lost_password_is_named() throws Exception {
        Path home = home();
        Files.delete(home.resolve("pg.password"));
        assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("pg.password");
    }

    @Test
    void a_first_start_that_was_killed_half_way_is_repeated() throws Exception {
        Files.createDirectories(temporary.resolve("pg.part/base"));
        Files.writeString(temporary.resolve("pg.part/PG_VERSION"), "18\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(temporary)) {
            assertThat(one(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(temporary.resolve("pg.part")).doesNotExist();
    }

    @Test
    void only_the_password_lets_one_in_and_only_the_owner_reads_it() throws Exception {
        Path home = home();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong")
                            .close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("pg.password"))))
                    .isEqualTo("rw-------");
            assertThat(one(postgres, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
        }
    }

    @Test
    void durability_is_on_and_only_the_loopback_listens() throws Exception {
        Path home = home();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(one(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(one(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(one(postgres, "SHOW unix_socket_directories")).isEmpty();
            assertThat(one(
                            postgres,
                            "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'"))
                    .isEqualTo("bC.UTF-8");
        }
    }

    @Test
    void what_statements_hold_never_reaches_the_log() throws Exception {
        Path home = home();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            execute(postgres, "CREATE TABLE secret (value text PRIMARY KEY)");
            execute(postgres, "INSERT INTO secret VALUES ('sk_live_hidden')");
            assertThatThrownBy(() -> execute(postgres, "INSERT INTO secret VALUES ('sk_live_hidden')"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Files.readString(home.resolve("postgres.log")))
                .contains("duplicate key")
                .doesNotContain("sk_live_hidden");
    }

    @Test
    void a_closed_database_takes_no_connection_and_closing_again_is_fine() throws Exception {
        Path home = home();
        EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
        postgres.close();
        postgres.close();
        assertThatThrownBy(() -> execute(postgres, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void a_start_that_fails_says_why_and_frees_the_folder() throws Exception {
        Path home = home();
        Path configuration = home.resolve("pg/postgresql.conf");
        String good = Files.readString(configuration);
        Files.writeString(configuration, good + "\nno_such_setting = 1\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("postgresql.conf\" contains errors")
                .hasMessageContaining("postgres.log");

        Files.writeString(configuration, good);
        EmbeddedPostgres.start(home).close();
    }

    @Test
    void a_folder_that_cannot_be_made_is_refused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> EmbeddedPostgres.start(file.resolve("data")))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("--data");
    }

    @Test
    void a_system_without_bundled_programs_is_told_to_bring_its_own() {
        assertThatThrownBy(() -> PostgresPrograms.archive("Mac OS X", "aarch64"))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("--database-url");
        assertThat(PostgresPrograms.archive("Linux", "amd64")).isNotNull();
        assertThat(PostgresPrograms.archive("Linux", "aarch64")).isNotNull();
    }

    private static List<ProcessHandle> serversOn(Path home) throws IOException {
        Path data = home.toRealPath().resolve("pg");
        // Backends work in the same folder; the server is the one that is not a child of another.
        return ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, data))
                .filter(process ->
                        process.parent().filter(parent -> worksIn(parent, data)).isEmpty())
                .toList();
    }

    /** The killed JVM's server and its backends end a moment after it; until then they still write into the folder. */
    private static void awaitNobodyOn(Path home) throws Exception {
        Path data = home.toRealPath().resolve("pg");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (ProcessHandle.allProcesses().anyMatch(process -> worksIn(process, data))) {
            assertThat(System.nanoTime()).as("a server still works in " + data).isLessThan(until);
            Thread.sleep(20);
        }
    }

    private static boolean worksIn(ProcessHandle process, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .equals(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** A JVM that runs a server on the folder and holds a transaction open, until it is killed. */
    private record OtherJvm(Process process, long postgresPid) {

        static OtherJvm start(Path home, Class<?> main, String... arguments) throws IOException {
            List<String> command = Stream.concat(
                            Stream.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    main.getName(),
                                    home.toString()),
                            Stream.of(arguments))
                    .toList();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            assertThat(line).as("what the other JVM printed").isNotNull().startsWith("serving ");
            return new OtherJvm(process, Long.parseLong(line.substring("serving ".length())));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
