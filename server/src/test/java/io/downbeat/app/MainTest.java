package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.app.terminal.UnexpectedFailure;
import io.downbeat.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
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
