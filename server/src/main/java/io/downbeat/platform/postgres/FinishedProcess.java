package io.downbeat.platform.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program that was run to its end. What it printed is kept, because that is the reason when it failed. */
record FinishedProcess(int exitCode, String output) {

    static FinishedProcess run(List<String> command) throws IOException {
        Process process = inCleanSurroundings(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        // Not waitFor: an interrupted caller that is closing the database must still see it closed.
        return new FinishedProcess(process.onExit().join().exitValue(), output);
    }

    /** Whether the command can be started at all and succeeds. */
    static boolean succeeds(List<String> command) {
        try {
            return run(command).succeeded();
        } catch (IOException notInstalled) {
            return false;
        }
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    /**
     * Without the caller's {@code PG*} variables, which would redirect PostgreSQL's programs to another server; with
     * English messages, which we read; and in a folder that every account may enter.
     */
    static ProcessBuilder inCleanSurroundings(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }
}
