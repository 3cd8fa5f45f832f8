package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds one embedded database: its data, its password, its log, and a lock that one JVM holds.
 *
 * <p>The kernel drops the lock when the JVM dies, however it dies. So whoever holds it knows that a PostgreSQL still
 * running on the data has no owner.
 */
final class PostgresHome implements AutoCloseable {
    static final String USER = "downbeat";
    static final String PASSWORD = "pg.password";
    private static final long LOG_LIMIT = 16L << 20;

    private final Path folder;
    private final FileChannel lock;

    private PostgresHome(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static PostgresHome lock(Path wanted) {
        try {
            Path folder = created(wanted.toAbsolutePath().normalize());
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new DatabaseUnavailable("Another server already uses the data folder " + folder
                        + ": stop it first, or choose another folder with --data.");
            }
            return new PostgresHome(folder, channel);
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "The data folder " + wanted + " cannot be used (" + e
                            + "): choose a folder that can be written to with --data.",
                    e);
        }
    }

    /** The port of the server that has the folder, if one has. */
    static Optional<Integer> portInUse(Path folder) {
        try {
            Path lock = folder.resolve("lock");
            if (!Files.exists(lock)) {
                return Optional.empty();
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                if (tryLock(channel) != null) {
                    return Optional.empty();
                }
            }
            List<String> notice = Files.readAllLines(folder.resolve("pg/postmaster.pid"));
            if (notice.size() >= 8 && notice.get(7).strip().equals("ready")) {
                return Optional.of(Integer.valueOf(notice.get(3).strip()));
            }
            throw new DatabaseUnavailable("The server of " + folder + " is just starting or stopping: try again.");
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "The data folder " + folder + " cannot be read (" + e + "): is its server starting or stopping?",
                    e);
        }
    }

    static String passwordIn(Path folder) {
        try {
            return Files.readString(folder.resolve(PASSWORD)).strip();
        } catch (IOException e) {
            throw new DatabaseUnavailable("The database password in " + folder + " cannot be read (" + e + ").", e);
        }
    }

    private static Path created(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return folder.toRealPath();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("pg");
    }

    /** PostgreSQL's own notice of which process runs on the data and how far it is. */
    Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    String password() {
        return passwordIn(folder);
    }

    private Path passwordFile() {
        return folder.resolve(PASSWORD);
    }

    /** Creates the database on first use, and refuses one that these programs cannot read. */
    void prepare(PostgresPrograms programs, PostgresAccount account) throws IOException {
        if (Files.exists(data())) {
            requireReadableBy(programs);
        } else {
            create(programs, account);
        }
        account.give(data());
        if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
            Files.move(log(), folder.resolve("postgres.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void requireReadableBy(PostgresPrograms programs) throws IOException {
        Path versionFile = data().resolve("PG_VERSION");
        String found = Files.exists(versionFile) ? Files.readString(versionFile).strip() : "";
        if (found.isEmpty()) {
            throw new DatabaseUnavailable(
                    "The folder " + data() + " holds no PostgreSQL database: move it away to start with "
                            + "an empty one, or choose another folder with --data.");
        }
        if (!found.equals(programs.major())) {
            throw new DatabaseUnavailable("The data in " + folder + " was written by PostgreSQL " + found
                    + " and this Downbeat brings PostgreSQL " + programs.major()
                    + ", which cannot read it: run a PostgreSQL "
                    + found + " on " + data()
                    + " and give its address with --database-url, or choose another folder with --data.");
        }
        if (!Files.exists(passwordFile())) {
            throw new DatabaseUnavailable("The database password is missing: put the file "
                    + passwordFile().getFileName() + " back into " + folder
                    + ", where it was written together with the data.");
        }
    }

    /** Made beside its place and moved there whole, so that a start that is killed half-way is simply repeated. */
    private void create(PostgresPrograms programs, PostgresAccount account) throws IOException {
        Path part = folder.resolve("pg.part");
        FileTrees.delete(part);
        Files.createDirectory(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.give(part);
        writeNewPassword();
        account.give(passwordFile());
        FinishedProcess initdb = FinishedProcess.run(account.command(
                programs.program("initdb"),
                "--pgdata=" + part,
                "--username=" + USER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile(),
                // Iterations make guessing slow, and nobody guesses 160 random bits. They are worked through by every
                // connection, which costs more than all the rest of opening one.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                // Ordering must not depend on the operating system's or ICU's version: an upgrade would break every
                // index.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        if (!initdb.succeeded()) {
            throw new DatabaseUnavailable("PostgreSQL could not create a database in " + folder + " (" + initdb.output()
                    + "): mend that, or give Downbeat a PostgreSQL with --database-url.");
        }
        Files.move(part, data(), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void writeNewPassword() throws IOException {
        Files.deleteIfExists(passwordFile());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(passwordFile(), ownerOnly);
        try (FileChannel file = FileChannel.open(passwordFile(), StandardOpenOption.WRITE)) {
            String password = new BigInteger(160, new SecureRandom()).toString(36);
            file.write(ByteBuffer.wrap((password + "\n").getBytes(StandardCharsets.US_ASCII)));
            // A database that outlives a power cut whose password did not would be lost.
            file.force(true);
        }
    }

    /** Lets another server use the folder. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock on " + folder + " could not be released", e);
        }
    }
}
