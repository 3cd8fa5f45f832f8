package io.downbeat.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code downbeat} as a real process of its own, which a test may kill as a power cut would. */
public final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "Downbeat is listening on ";

    private final Process process;
    private final URI uri;
    private final BlockingQueue<String> lines;

    private ServerProcess(Process process, URI uri, BlockingQueue<String> lines) {
        this.process = process;
        this.uri = uri;
        this.lines = lines;
    }

    /** Starts {@code serve} on a free port against the database and waits until it listens. */
    public static ServerProcess serve(TestDatabase database, String clock, Map<String, String> settings) {
        return serve(
                List.of("--database-url", database.jdbcUrl(), "--clock", clock, "--port", "0"),
                withDatabase(database, settings));
    }

    /** The same without the simulators on its class path, and without the client of Kafka. */
    public static ServerProcess serveAlone(TestDatabase database, String clock) {
        return serve(start(
                serverAlone(),
                "serve",
                List.of("--database-url", database.jdbcUrl(), "--clock", clock, "--port", "0"),
                withDatabase(database, Map.of())));
    }

    /** The same from another class path, such as that of another version. */
    public static ServerProcess serveOf(
            String classPath, TestDatabase database, String clock, Map<String, String> settings) {
        return serve(start(
                classPath,
                "serve",
                List.of("--database-url", database.jdbcUrl(), "--clock", clock, "--port", "0"),
                withDatabase(database, settings)));
    }

    /** Starts {@code serve} with these arguments and environment and waits until it listens. */
    public static ServerProcess serve(List<String> arguments, Map<String, String> settings) {
        return serve(start(everything(), "serve", arguments, settings));
    }

    private static ServerProcess serve(Process process) {
        var lines = new LinkedBlockingQueue<String>();
        // No virtual thread: reading a pipe holds its carrier, and a few servers would leave the test none.
        Thread.ofPlatform().daemon().start(() -> drain(process, lines));
        StringBuilder seen = new StringBuilder();
        try {
            while (true) {
                String line = lines.poll(60, TimeUnit.SECONDS);
                if (line == null || line.isEmpty() && !process.isAlive()) {
                    process.destroyForcibly();
                    throw new IllegalStateException("the server did not start:\n" + seen);
                }
                seen.append(line).append('\n');
                if (line.startsWith(LISTENING)) {
                    return new ServerProcess(
                            process,
                            URI.create(line.substring(LISTENING.length()).strip()),
                            lines);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a command that ends by itself printed, and its exit code. */
    public record Ended(int exitCode, String output) {}

    public static Ended run(String command, List<String> arguments, Map<String, String> settings) {
        return run(start(everything(), command, arguments, settings));
    }

    /** The same without the simulators on its class path. */
    public static Ended runAlone(String command, List<String> arguments, Map<String, String> settings) {
        return run(start(serverAlone(), command, arguments, settings));
    }

    private static Ended run(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, String> withDatabase(TestDatabase database, Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(Map.of(
                "DOWNBEAT_API_TOKEN",
                TestServer.TOKEN,
                "DOWNBEAT_SECRET_KEY",
                TestServer.SECRET_KEY,
                "DOWNBEAT_DATABASE_USER",
                database.user(),
                "DOWNBEAT_DATABASE_PASSWORD",
                database.password(),
                "DOWNBEAT_DATABASE_CONNECTIONS",
                "12"));
        all.putAll(settings);
        return all;
    }

    private static String everything() {
        return System.getProperty("java.class.path");
    }

    private static String serverAlone() {
        return Arrays.stream(everything().split(File.pathSeparator))
                .filter(entry -> !entry.contains("sandbox") && !entry.endsWith("test-classes"))
                .filter(entry -> !entry.contains("kafka"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Process start(
            String classPath, String command, List<String> arguments, Map<String, String> settings) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "io.downbeat.app.Main",
                command));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_"));
        builder.environment().putAll(TestServer.NO_PROVIDERS);
        builder.environment().putAll(settings);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drain(Process process, LinkedBlockingQueue<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.matches(".*( WARN | ERROR |Exception|Caused|at io.downbeat).*")) {
                    System.err.println("server " + process.pid() + ": " + line);
                }
            }
        } catch (IOException gone) {
            // the process was killed while it wrote
        }
        lines.add("");
    }

    public Api api() {
        return new Api(uri, TestServer.TOKEN);
    }

    public URI uri() {
        return uri;
    }

    public long pid() {
        return process.pid();
    }

    /** What it printed next after it said where it listens. */
    public String nextLine() {
        try {
            return String.valueOf(lines.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing is finished, nothing is written any more. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGSTOP: it does nothing any more, and keeps its connections and what it has locked. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " answered " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM, and the exit code. */
    public int stop() {
        process.destroy();
        return await();
    }

    /** Waits until it ends by itself; the exit code. */
    public int ended() {
        return await();
    }

    private int await() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
