package io.downbeat.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server as a process of its own, so that the demo can kill it as a power cut would. */
final class ServerNode implements AutoCloseable {
    private static final String LISTENING = "Downbeat is listening on ";
    private static final int START_SECONDS = 60;

    private final Process process;
    private final URI uri;

    private ServerNode(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param log where the node's own messages go */
    static ServerNode start(List<String> arguments, Map<String, String> environment, Path log) {
        List<String> line = new ArrayList<>(java());
        line.add("serve");
        line.addAll(arguments);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new ServerNode(process, listening(process, log));
        } catch (IOException e) {
            throw new UncheckedIOException("a server node could not be started", e);
        }
    }

    private static URI listening(Process process, Path log) {
        var address = new CompletableFuture<URI>();
        Thread.ofVirtual().name("node-output").start(() -> {
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
            throw new IllegalStateException("a server node did not start; see " + log, e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The Java line that runs this same program again, from the jar or from classes. */
    private static List<String> java() {
        String classes = System.getProperty("java.class.path");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        boolean bootJar = classes.endsWith(".jar") && !classes.contains(System.getProperty("path.separator"));
        line.addAll(bootJar ? List.of("-jar", classes) : List.of("-cp", classes, Main.class.getName()));
        return line;
    }

    URI uri() {
        return uri;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL: nothing is finished, nothing is written any more. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    void waitForEnd() {
        await();
    }

    @Override
    public void close() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
