package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.RunFailed;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.app.terminal.UnexpectedFailure;
import io.downbeat.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./downbeat} as somebody meets it who does not know it yet. */
class MainTest {

    @Test
    void the_version_names_downbeat_the_jdk_and_postgresql() {
        assertThat(run("--version"))
                .contains("Downbeat ")
                .contains("commit ")
                .contains("JDK 25")
                .contains("PostgreSQL ");
        assertThat(run("verify", "--version")).isEqualTo(run("--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "sandbox", "verify", "reconcile", "completion", "distribute"})
    void the_help_of_a_command_shows_examples_that_fit_80_columns(String command) {
        String help = run("help", command);
        assertThat(help).contains("Usage: downbeat " + command).contains("Examples:\n  ");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void both_shells_complete_commands_and_options() {
        for (String shell : List.of("bash", "zsh")) {
            assertThat(run("completion", shell))
                    .startsWith("#!/usr/bin/env bash")
                    .contains("reconcile")
                    .contains("--leave-simulation");
        }
    }

    @Test
    void a_server_may_be_named_without_http() {
        assertThat(ReconcileCommand.address("localhost:19030")).hasToString("http://localhost:19030");
        assertThat(ReconcileCommand.address("https://billing.example/")).hasToString("https://billing.example");
        assertThat(ReconcileCommand.address("HTTPS://billing.example")).hasToString("HTTPS://billing.example");
        var ended =
                ServerProcess.run("reconcile", List.of("--server", "ftp://there"), Map.of("DOWNBEAT_API_TOKEN", "t"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().strip())
                .startsWith("downbeat: --server must be an address")
                .hasLineCount(1);
    }

    @Test
    void a_server_that_is_still_at_work_is_not_called_absent(@TempDir Path data) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            ReconcileCommand asking = reconciling("http", silent, data);
            assertThatThrownBy(asking::call)
                    .isInstanceOf(RunFailed.class)
                    .hasMessage("the server did not answer within 0 minutes; it may still be at work: ask for a shorter"
                            + " range");
            asking.plan = "0194c3f4-fc00-72d6-b957-d1c42d5c50fc";
            assertThatThrownBy(asking::call).isInstanceOf(RunFailed.class).hasMessageContaining("apply the plan again");
        }
    }

    @Test
    void a_connection_that_breaks_off_is_one_sentence_and_exit_code_1(@TempDir Path data) throws IOException {
        try (ServerSocket breaking = answering("")) {
            ReconcileCommand asking = reconciling("http", breaking, data);
            assertThatThrownBy(asking::call)
                    .isInstanceOf(RunFailed.class)
                    .hasMessageMatching("the connection to \\S+ broke off \\(.+\\); it may still be at work: ask for a"
                            + " shorter range");
            assertThat(Main.run("reconcile", "--server", asking.server, "--data", data.toString()))
                    .isEqualTo(1);
        }
    }

    @Test
    void only_where_nobody_listens_there_is_no_server(@TempDir Path data) throws IOException {
        ReconcileCommand asking;
        try (ServerSocket closed = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            asking = reconciling("http", closed, data);
        }
        assertThatThrownBy(asking::call)
                .isInstanceOf(StartRefused.class)
                .hasMessage("no server answers at " + asking.server + "; start one, or name it with --server");
        try (ServerSocket plain = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThatThrownBy(reconciling("https", plain, data)::call)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith("no safe connection to https://");
        }
    }

    private static ReconcileCommand reconciling(String scheme, ServerSocket server, Path data) throws IOException {
        Files.writeString(data.resolve(SecretFiles.TOKEN), "t".repeat(32));
        var command = new ReconcileCommand();
        command.server = scheme + "://127.0.0.1:" + server.getLocalPort();
        command.data = data;
        command.patience = Duration.ofSeconds(2);
        return command;
    }

    /** Says the same to whatever it is asked, and hangs up. */
    private static ServerSocket answering(String words) throws IOException {
        var socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket asked = socket.accept()) {
                    if (asked.getInputStream().read(new byte[8192]) > 0) {
                        asked.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException over) {
                    // Whoever asked is gone, or the test is.
                }
            }
        });
        return socket;
    }

    @Test
    void an_address_of_another_machine_is_one_sentence_and_exit_code_2() {
        for (String command : List.of("serve", "sandbox")) {
            var ended = ServerProcess.run(command, List.of("--host", "192.0.2.1"), Map.of());
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output().strip())
                    .isEqualTo("downbeat: 192.0.2.1 is not an address of this machine; choose another with --host");
        }
    }

    @Test
    void what_nobody_foresaw_is_one_sentence_and_a_file_without_secrets() throws IOException {
        String told = UnexpectedFailure.told(
                new IllegalStateException("no answer from https://me:hunter2@there.example", new Error("cause")));
        Matcher file = Pattern.compile("unexpected failure: no answer from .*; its trace is in (\\S+)")
                .matcher(told);
        assertThat(file.matches()).as(told).isTrue();
        Path trace = Path.of(file.group(1));
        assertThat(Files.readString(trace))
                .contains("\tat io.downbeat", "Caused by")
                .doesNotContain("hunter2");
        assertThat(told).doesNotContain("hunter2");
        Files.delete(trace);
    }

    @Test
    void a_databases_place_is_told_without_its_password() {
        assertThat(StartSummary.place("jdbc:postgresql://me:secret@db:5432/billing?password=secret"))
                .isEqualTo("postgresql://db:5432/billing");
    }

    private static String run(String... arguments) {
        var ended = ServerProcess.run(arguments[0], List.of(arguments).subList(1, arguments.length), Map.of());
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
