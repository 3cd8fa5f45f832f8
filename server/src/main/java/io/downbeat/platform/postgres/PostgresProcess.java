package io.downbeat.platform.postgres;

import com.sun.management.OperatingSystemMXBean;
import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The life of one {@code postgres} process: started as our own child, watched, stopped. */
final class PostgresProcess {
    private static final System.Logger LOG = System.getLogger(PostgresProcess.class.getName());
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int MOST_STARTS = 5;

    /** Causes that pass by themselves: another program took the port first, or a killed server's children still go. */
    private static final Pattern PASSES_BY_ITSELF =
            Pattern.compile("could not bind|could not create any TCP/IP sockets|pre-existing shared memory|lock file"
                    + " \"postmaster.pid\"");

    /** Here and not in a file of the data folder, so that an upgrade of Downbeat brings better ones. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "max_connections=100",
            "shared_buffers=" + bufferMebibytes() + "MB",
            "work_mem=16MB",
            "maintenance_work_mem=128MB",
            "effective_cache_size=1GB",
            "random_page_cost=1.1",
            "min_wal_size=256MB",
            "checkpoint_timeout=15min",
            "jit=off",
            // Parallel queries need more /dev/shm than containers give (64 MB), and take cores from the server beside
            // us.
            "max_parallel_workers_per_gather=0",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off",
            // Statements and rows hold customers' data and secrets, which never reach a log.
            "log_min_error_statement=panic",
            "log_error_verbosity=terse");

    private static final int LEAST_BUFFERS = 256;
    private static final int MOST_BUFFERS = 2_048;
    private static final int LEAST_LOG = 1_024;
    private static final int MOST_LOG = 16_384;

    private final PostgresHome home;
    private final PostgresPrograms programs;
    private final PostgresAccount account;
    private final int port;
    private final Process process;
    private volatile boolean ready;
    private volatile boolean stopping;

    private PostgresProcess(PostgresHome home, PostgresPrograms programs, PostgresAccount account) throws IOException {
        this.home = home;
        this.programs = programs;
        this.account = account;
        this.port = freePort();
        this.process = spawn();
    }

    /** Returns when the server takes connections, which after a crash is when it has recovered. */
    static PostgresProcess start(PostgresHome home, PostgresPrograms programs, PostgresAccount account)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            long logged = Files.exists(home.log()) ? Files.size(home.log()) : 0;
            PostgresProcess started = new PostgresProcess(home, programs, account);
            if (started.becomesReady()) {
                return started;
            }
            String story = textAfter(home.log(), logged);
            if (attempt == MOST_STARTS || !PASSES_BY_ITSELF.matcher(story).find()) {
                throw new DatabaseUnavailable("PostgreSQL did not start in " + home.folder() + " (" + cause(story)
                        + "): see " + home.log() + ", or give Downbeat a PostgreSQL with --database-url.");
            }
            started.pause(Duration.ofMillis(200L * attempt));
        }
    }

    /**
     * Stops the server of a JVM that was killed. We hold the folder's lock, so it has no owner any more; but its pid may
     * since have gone to a stranger, hence the look at what the process is and which folder it works in.
     */
    static void stopOrphan(PostgresHome home, PostgresPrograms programs, PostgresAccount account) throws IOException {
        Optional<ProcessHandle> named = pid(home).flatMap(ProcessHandle::of);
        if (named.isEmpty()) {
            return;
        }
        if (worksOn(named.get(), home.data())) {
            stopOrphan(named.get(), home, programs, account);
        } else if (ProcessHandle.allProcesses().noneMatch(process -> worksOn(process, home.data()))) {
            // After a power cut the old pid may be a stranger's, in a container it often is. PostgreSQL would refuse to
            // start for it; we know that nothing at all works on the data, so its notice is void.
            Files.deleteIfExists(home.pidFile());
        }
    }

    private static void stopOrphan(
            ProcessHandle orphan, PostgresHome home, PostgresPrograms programs, PostgresAccount account)
            throws IOException {
        FinishedProcess stop = pgCtlStop(home, programs, account, "fast");
        if (!ended(orphan, STOP_LIMIT)) {
            throw new DatabaseUnavailable("A PostgreSQL left over from a killed server still runs on " + home.data()
                    + " as process " + orphan.pid() + " and does not stop (" + stop.output()
                    + "): end that process, then start again.");
        }
    }

    private static boolean worksOn(ProcessHandle process, Path data) {
        try {
            Path workingFolder = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
            return workingFolder.equals(data)
                    && process.info()
                            .command()
                            .filter(command -> command.contains("/postgres"))
                            .isPresent();
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    /**
     * A twelfth of the memory that this machine or container has, since a server and the system's own cache share it. The
     * index of the events' keys is hit at random places, and ingest slows down once it does not fit: with 9 million keys
     * 256 MiB took a fifth more of the database's time than 2 GiB.
     */
    private static long bufferMebibytes() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.clamp((system.getTotalMemorySize() >> 20) / 12, LEAST_BUFFERS, MOST_BUFFERS);
    }

    /**
     * An eighth of what is free on the disk, so that checkpoints come by time rather than by volume. After each of them the
     * first change of every page logs that page whole, and ingest changes pages of the keys' index at random places: where 4
     * GiB bounded the log, 50 million events came in at two thirds of the rate of the first. What bounds it from above is how
     * long a server may take to recover after a crash.
     */
    private static long logMebibytes(PostgresHome home) {
        return Math.clamp((home.folder().toFile().getUsableSpace() >> 20) / 8, LEAST_LOG, MOST_LOG);
    }

    int port() {
        return port;
    }

    void stop() {
        stopping = true;
        if (!process.isAlive()) {
            return;
        }
        try {
            pgCtlStop(home, programs, account, "fast");
            if (!ended(process.toHandle(), STOP_LIMIT)) {
                // Costs a recovery at the next start, and no committed row.
                pgCtlStop(home, programs, account, "immediate");
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "PostgreSQL could not be asked to stop and is ended: {0}", e);
            process.destroyForcibly();
        }
        ended(process.toHandle(), STOP_LIMIT);
    }

    private static FinishedProcess pgCtlStop(
            PostgresHome home, PostgresPrograms programs, PostgresAccount account, String mode) throws IOException {
        return FinishedProcess.run(account.command(
                programs.program("pg_ctl"),
                "stop",
                "-D",
                home.data().toString(),
                "-m",
                mode,
                "-w",
                "-t",
                Long.toString(STOP_LIMIT.toSeconds())));
    }

    /**
     * Starts it on a thread of its own that lives as long as it does: the kernel's death signal goes off when the thread
     * that started a process ends, not when the JVM does.
     */
    private Process spawn() throws IOException {
        ProcessBuilder builder = FinishedProcess.inCleanSurroundings(command())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()));
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("embedded-postgres").start(() -> startAndWatch(builder, started));
        try {
            return started.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void startAndWatch(ProcessBuilder builder, CompletableFuture<Process> started) {
        try {
            Process child = builder.start();
            started.complete(child);
            child.onExit().join();
        } catch (IOException e) {
            started.completeExceptionally(e);
        }
        if (ready && !stopping) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "PostgreSQL ended by itself; restart the server. Its log: {0}",
                    home.log());
        }
    }

    private List<String> command() {
        List<String> arguments = new ArrayList<>(List.of("-D", home.data().toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        arguments.addAll(List.of("-c", "max_wal_size=" + logMebibytes(home) + "MB"));
        return account.tetheredCommand(programs.program("postgres"), arguments);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Asks the file that PostgreSQL keeps for this purpose; trying to connect would fill its log with refusals. */
    private boolean becomesReady() throws IOException {
        long deadline = System.nanoTime() + RECOVERY_LIMIT.toNanos();
        while (process.isAlive()) {
            List<String> notice = notice(home);
            boolean ours = !notice.isEmpty() && notice.getFirst().equals(Long.toString(process.pid()));
            if (ours && notice.size() >= 8 && notice.get(7).equals("ready")) {
                ready = true;
                return true;
            }
            if (System.nanoTime() > deadline) {
                stop();
                return false;
            }
            pause(Duration.ofMillis(10));
        }
        return false;
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailable("The start of PostgreSQL was interrupted: start again.", e);
        }
    }

    private static Optional<Long> pid(PostgresHome home) throws IOException {
        return notice(home).stream()
                .limit(1)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static List<String> notice(PostgresHome home) throws IOException {
        try {
            return Files.readAllLines(home.pidFile(), StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Waits even when interrupted: a half-stopped database is worse than a late answer. */
    private static boolean ended(ProcessHandle process, Duration limit) {
        return process.onExit()
                .thenApply(ended -> true)
                .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static String textAfter(Path file, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(position);
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String cause(String story) {
        List<String> lines = story.lines().toList();
        return lines.stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
    }
}
