package io.downbeat.app;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What one of this process's two streams is shown on.
 *
 * @param isSeen whether a person looks at it while it is written
 * @param colours whether they may be used; NO_COLOR forbids them, CLICOLOR_FORCE wants them in a file too
 * @param width in columns; {@link #UNBROKEN} where lines are read by programs
 */
public record Terminal(boolean isSeen, boolean colours, int width) {
    /** As wide as whatever is written. */
    static final int UNBROKEN = Integer.MAX_VALUE;

    private static final String OUTPUT = "1";
    private static final String ERRORS = "2";

    static Terminal ofOutput() {
        return of(isTerminal(OUTPUT), System.getenv());
    }

    static Terminal ofErrors() {
        return of(isTerminal(ERRORS), System.getenv());
    }

    private static Terminal of(boolean isTerminal, Map<String, String> environment) {
        return new Terminal(
                isTerminal,
                colours(isTerminal, environment),
                isTerminal ? new UsageMessageSpec().autoWidth(true).width() : UNBROKEN);
    }

    /** What no-color.org and bixense.com/clicolors agree on; an empty variable counts as unset. */
    static boolean colours(boolean isTerminal, Map<String, String> environment) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String forced = environment.getOrDefault("CLICOLOR_FORCE", "");
        if (!forced.isEmpty() && !forced.equals("0")) {
            return true;
        }
        return isTerminal
                && !environment.getOrDefault("TERM", "").equals("dumb")
                && !environment.getOrDefault("CLICOLOR", "").equals("0");
    }

    Ansi ansi() {
        return colours ? Ansi.ON : Ansi.OFF;
    }

    /** Java's console speaks for all streams at once; where the system tells each one's target, that is asked. */
    @SuppressWarnings(
            "SystemConsoleNull") // Java 22 to 24 always give a console, 25 again none where there is no terminal.
    private static boolean isTerminal(String descriptor) {
        Path open = Path.of("/proc/self/fd", descriptor);
        try {
            return Files.readSymbolicLink(open).toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
        } catch (IOException | UnsupportedOperationException noSuchFolder) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }
}
