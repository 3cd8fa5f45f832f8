package io.downbeat.lab.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** {@code serve} as a process of its own: what it costs is its own, and it can be killed as a power cut would. */
public final class ServerNode implements AutoCloseable {
    private static final String MAIN = "io.downbeat.app.Main";
    private static final String LISTENING = "Downbeat is listening on ";
    private static final String SERVE_OPTIONS = "io.downbeat.serve-options";
    private static final int START_SECONDS = 60;

    private final Process process;
    private final URI uri;

    private ServerNode(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param javaOptions for its Java, besides those that every server gets, which they overrule
     * @param environment its settings; none of this process's own {@code DOWNBEAT_*} reach it
     * @param log where the node's own messages go
     */
    public static ServerNode start(
            List<String> javaOptions, List<String> arguments, Map<String, String> environment, Path log) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        line.addAll(ofEveryServer());
        line.addAll(javaOptions);
        line.addAll(AotCache.options(javaOptions));
        // This same program again.
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "serve"));
        line.addAll(arguments);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            // Without this the server would outlive a command that is stopped with Ctrl-C.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServerNode(process, listening(process, log));
        } catch (IOException e) {
            throw new UncheckedIOException("a server node could not be started", e);
        }
    }

    /** What the launcher tells the Java of {@code serve}; nothing without it. */
    private static List<String> ofEveryServer() {
        return Pattern.compile(" ")
                .splitAsStream(System.getProperty(SERVE_OPTIONS, ""))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static URI listening(Process process, Path log) {
        var address = new CompletableFuture<URI>();
        // No virtual thread: reading a pipe holds its carrier, and a few nodes would leave the simulators none.
        Thread.ofPlatform().daemon().name("node-output").start(() -> {
            try (var reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                reader.lines()
                        .filter(line -> line.startsWith(LISTENING))
                        .forEach(line -> address.complete(
                                URI.create(line.substring(LISTENING.length()).strip())));
            } catch (IOException | UncheckedIOException gone) {
                // the process ended; the line below says so to whoever still waits
            }
            address.completeExceptionally(new IllegalStateException("the node ended before it listened"));
        });
        try {
            return address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("a server node did not start: " + lastWords(log), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The log itself goes with the folder of the command. */
    private static String lastWords(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((before, last) -> last)
                    .orElse("it said nothing for " + START_SECONDS + " seconds");
        } catch (IOException | UncheckedIOException unreadable) {
            return "its log cannot be read, " + log;
        }
    }

    public URI uri() {
        return uri;
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing is finished, nothing is written any more. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    public void waitForEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM, and SIGKILL for a server that does not end by it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
