package io.downbeat.app.bench;

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

/** {@code serve} in a process of its own, with the same Java options as a user's: what it costs is its own. */
final class ServerUnderLoad implements AutoCloseable {
    private static final String MAIN = "io.downbeat.app.Main";
    private static final String LISTENING = "Downbeat is listening on ";
    private static final int START_SECONDS = 60;

    private final Process process;
    private final Api api;

    private ServerUnderLoad(Process process, Api api) {
        this.process = process;
        this.api = api;
    }

    /** @param environment the server's settings, {@code DOWNBEAT_API_TOKEN} among them */
    static ServerUnderLoad start(
            List<String> javaOptions, List<String> arguments, Map<String, String> environment, String token, Path log) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        line.addAll(javaOptions);
        line.addAll(program());
        line.add("serve");
        line.addAll(arguments);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            // Without this the server would outlive a benchmark that is stopped with Ctrl-C.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServerUnderLoad(process, new Api(listening(process, log), token));
        } catch (IOException e) {
            throw new UncheckedIOException("the server could not be started", e);
        }
    }

    /** How this same program is run again: from the jar, or from classes. */
    private static List<String> program() {
        String classes = System.getProperty("java.class.path");
        boolean jar = classes.endsWith(".jar") && !classes.contains(System.getProperty("path.separator"));
        return jar ? List.of("-jar", classes) : List.of("-cp", classes, MAIN);
    }

    private static URI listening(Process process, Path log) throws IOException {
        var address = new CompletableFuture<URI>();
        Thread.ofVirtual().name("server-output").start(() -> read(process, address));
        try {
            return address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not start: " + Files.readString(log), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void read(Process process, CompletableFuture<URI> address) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> line.startsWith(LISTENING))
                    .forEach(line -> address.complete(
                            URI.create(line.substring(LISTENING.length()).strip())));
        } catch (IOException | UncheckedIOException gone) {
            // the process ended; the line below says so to whoever still waits
        }
        address.completeExceptionally(new IllegalStateException("the server ended before it listened"));
    }

    Api api() {
        return api;
    }

    /** Of all three: this process, the server's, the database's. */
    CpuTimes cpu() {
        return CpuTimes.now(CpuTimes.seconds(process.toHandle()));
    }

    @Override
    public void close() {
        api.close();
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
