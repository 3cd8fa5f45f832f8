package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Backups of an embedded database, by PostgreSQL's own way for one that is at work: a checkpoint, its files as they are at
 * whatever moment they are read, and the log from the checkpoint to the end, from which the first start of the copy puts
 * the files right. So it holds what was committed when it ended, and all that was before it began.
 */
public final class DatabaseBackup {
    private static final String FACTS = "downbeat-backup";
    private static final String FORMAT = "1";
    /** Kept by one backup at a time, for as long as its connection lives. */
    private static final String SLOT = "downbeat_backup";

    private static final String THERE_ALREADY = "42710";
    /** Where a backup is unpacked until it is known to be whole. */
    private static final String PART = "restore.part";
    /** There from before the database takes its place until the restore is through. */
    private static final String UNFINISHED = "restore.unfinished";

    /** What PostgreSQL makes anew: its own tools leave these out as well. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");
    /** Last, as it says up to where the other files are. */
    private static final String CONTROL = "global/pg_control";

    /** What is left of a restore that failed, and what a disk of its own has. */
    private static final Set<String> OF_AN_EMPTY_FOLDER = Set.of("lock", "lost+found");

    private DatabaseBackup() {}

    /**
     * @param folder the data folder, whose database runs at the address
     * @param facts what whoever restores it is to know
     * @param others names of files beside the database that go with it
     * @param progress told how many bytes were read so far
     */
    public static void take(
            Path folder,
            EmbeddedPostgres.Address at,
            Path file,
            Map<String, String> facts,
            List<String> others,
            LongConsumer progress) {
        try (Connection connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                Statement statement = connection.createStatement()) {
            // Before the file is begun: what another backup has written of it so far would be lost.
            takeSlot(statement);
            try (BackupWriter writer = BackupWriter.to(file)) {
                Map<String, String> all = new TreeMap<>(facts);
                all.put("format", FORMAT);
                writer.text(FACTS, text(all));
                for (String other : others) {
                    writer.file(other, folder.resolve(other));
                }
                writer.file(PostgresHome.PASSWORD, folder.resolve(PostgresHome.PASSWORD));
                copy(folder.resolve("pg"), statement, writer, progress);
                writer.finish();
            }
        } catch (IOException | SQLException e) {
            throw new DatabaseUnavailable(
                    "the backup could not be written to " + file + " (" + e.getMessage() + "): nothing is left of it",
                    e);
        }
    }

    /** Keeps the log from being recycled before it is copied, and other backups away; goes with the connection. */
    private static void takeSlot(Statement statement) throws SQLException {
        try {
            text(statement, "SELECT pg_create_physical_replication_slot('" + SLOT + "', true, true)");
        } catch (SQLException refused) {
            if (THERE_ALREADY.equals(refused.getSQLState())) {
                throw new DatabaseUnavailable(
                        "another backup of this database is being written; take this one when that is done", refused);
            }
            throw refused;
        }
    }

    private static void copy(Path data, Statement statement, BackupWriter writer, LongConsumer progress)
            throws IOException, SQLException {
        String begin = text(statement, "SELECT pg_walfile_name(pg_backup_start('downbeat', true))");
        Files.walkFileTree(data, new Copying(data, writer, progress));
        writer.file("pg/" + CONTROL, data.resolve(CONTROL));
        String label;
        String end;
        try (ResultSet stopped =
                statement.executeQuery("SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(false)")) {
            stopped.next();
            label = stopped.getString(1);
            end = stopped.getString(2);
        }
        writer.text("pg/backup_label", label);
        for (Path segment : segments(data.resolve("pg_wal"), begin, end)) {
            writer.file("pg/pg_wal/" + segment.getFileName(), segment);
        }
    }

    private static List<Path> segments(Path log, String begin, String end) throws IOException {
        try (Stream<Path> all = Files.list(log)) {
            return all.filter(path -> path.getFileName().toString().matches("[0-9A-F]{24}"))
                    .filter(path -> path.getFileName().toString().compareTo(begin) >= 0)
                    .filter(path -> path.getFileName().toString().compareTo(end) <= 0)
                    .sorted()
                    .toList();
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** All of the data folder but what is made anew. What is dropped meanwhile is gone, as it is in the log. */
    private static final class Copying extends SimpleFileVisitor<Path> {
        private final Path data;
        private final BackupWriter writer;
        private final LongConsumer progress;
        private long bytes;

        Copying(Path data, BackupWriter writer, LongConsumer progress) {
            this.data = data;
            this.writer = writer;
            this.progress = progress;
        }

        private String name(Path path) {
            return path.equals(data) ? "pg" : "pg/" + data.relativize(path);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            String name = folder.getFileName().toString();
            if (name.startsWith("pgsql_tmp")) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            writer.folder(name(folder));
            if (data.equals(folder.getParent()) && EMPTY.contains(name)) {
                for (String inside :
                        name.equals("pg_wal") ? List.of("archive_status", "summaries") : List.<String>of()) {
                    writer.folder(name(folder.resolve(inside)));
                }
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String name = file.getFileName().toString();
            if (!LEFT_OUT.contains(name) && !name.startsWith("pgsql_tmp") && !file.equals(data.resolve(CONTROL))) {
                bytes += writer.file(name(file), file);
                progress.accept(bytes);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    /** What the backup says of itself. */
    public static Map<String, String> facts(Path file) {
        try (BackupReader reader = BackupReader.of(file)) {
            return facts(reader, file);
        } catch (IOException e) {
            throw new DatabaseUnavailable("the backup " + file + " cannot be read (" + e + ")", e);
        }
    }

    private static Map<String, String> facts(BackupReader reader, Path file) {
        Map<String, String> facts = reader.first(FACTS)
                .lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        if (!FORMAT.equals(facts.get("format"))) {
            throw new DatabaseUnavailable(file + " was written by a newer Downbeat: restore it with that version");
        }
        return facts;
    }

    private static String text(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Puts a backup's database and what goes with it into a folder, which is empty or not there. It takes its place only
     * once the whole file was read and its digest is right; otherwise the folder stays empty.
     */
    public static void restore(Path file, Path wanted, LongConsumer progress) {
        Path folder = wanted.toAbsolutePath().normalize();
        try (BackupReader reader = BackupReader.of(file)) {
            facts(reader, file);
            requireEmpty(folder);
            try (PostgresHome home = PostgresHome.lock(folder)) {
                restore(reader, home.folder(), progress);
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable("the backup could not be restored into " + folder + " (" + e + ")", e);
        }
    }

    /** After whatever the restored database has to be told. */
    public static void finished(Path folder) {
        try {
            Files.delete(folder.resolve(UNFINISHED));
        } catch (IOException e) {
            throw new DatabaseUnavailable("the restore into " + folder + " could not be finished (" + e + ")", e);
        }
    }

    /** A copy that was not told that it is one would send again what its original sent. */
    public static void requireFinished(Path folder) {
        if (Files.exists(folder.resolve(UNFINISHED))) {
            throw new DatabaseUnavailable(
                    "the restore into " + folder + " was broken off: empty that folder and restore again");
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                if (all.anyMatch(
                        path -> !OF_AN_EMPTY_FOLDER.contains(path.getFileName().toString()))) {
                    throw new DatabaseUnavailable(folder + " is not empty, and a restore overwrites nothing: name a"
                            + " folder that is empty or not there with --data");
                }
            }
        }
    }

    private static void restore(BackupReader reader, Path folder, LongConsumer progress) throws IOException {
        Path part = folder.resolve(PART);
        try {
            Files.createDirectory(part);
            reader.unpack(part, progress);
            List<Path> made;
            try (Stream<Path> all = Files.list(part)) {
                made = all.filter(path -> !path.endsWith("pg")).toList();
            }
            for (Path path : made) {
                BackupWriter.force(path, StandardOpenOption.READ);
                Files.move(path, folder.resolve(path.getFileName()));
            }
            Files.createFile(folder.resolve(UNFINISHED));
            // With it the folder has a database; PostgreSQL forces its files to the disk when it first starts.
            Files.move(part.resolve("pg"), folder.resolve("pg"));
            BackupWriter.force(folder, StandardOpenOption.READ);
        } finally {
            FileTrees.delete(part);
        }
    }
}
