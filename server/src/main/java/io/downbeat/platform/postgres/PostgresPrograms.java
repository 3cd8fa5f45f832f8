package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into a cache that all servers of a user share.
 *
 * @param folder where they lie
 * @param major the version that data folders must have been written by, such as {@code 18}
 */
record PostgresPrograms(Path folder, String major) {
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\d+)");
    private static final int EXECUTABLE = 0100;

    static PostgresPrograms unpacked(PostgresAccount account, Path home) throws IOException {
        URL archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        String name = "postgres-" + contentKey(archive);
        Path shared = Path.of(System.getProperty("user.home"), ".cache", "downbeat");
        String reason = "";
        // The cache may be read-only, mounted without the right to execute, or out of the account's reach.
        for (Path cache : List.of(shared, home.resolve("programs"))) {
            try {
                Path folder = unpackOnce(archive, cache, name);
                FinishedProcess asked =
                        FinishedProcess.run(account.command(folder.resolve("bin/postgres"), "--version"));
                Matcher version = VERSION.matcher(asked.output());
                if (asked.succeeded() && version.find()) {
                    return new PostgresPrograms(folder, version.group(1));
                }
                reason = folder + ": " + asked.output();
            } catch (IOException e) {
                reason = e.toString();
            }
        }
        throw new DatabaseUnavailable("The bundled PostgreSQL cannot run here (" + reason
                + "): delete the unpacked folder if it is damaged, or give Downbeat a PostgreSQL with --database-url.");
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    static URL archive(String system, String processor) {
        String resource = switch (system + " " + processor) {
            case "Linux amd64", "Linux x86_64" -> "/postgres-linux-x86_64.txz";
            case "Linux aarch64", "Linux arm64" -> "/postgres-linux-arm_64.txz";
            default -> "";
        };
        URL archive = resource.isEmpty() ? null : PostgresPrograms.class.getResource(resource);
        if (archive == null) {
            throw new DatabaseUnavailable(
                    "Downbeat brings a PostgreSQL for Linux on x86-64 and ARM64 only, and this is " + system + " on "
                            + processor + ": give it a PostgreSQL 15 or newer with --database-url.");
        }
        return archive;
    }

    /** Names the archive's content, so that a newer Downbeat never runs the programs of an older one. */
    private static String contentKey(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
            return "%08x-%d"
                    .formatted(jar.getJarEntry().getCrc(), jar.getJarEntry().getSize());
        }
        return "size-" + connection.getContentLengthLong();
    }

    /** Two JVMs may come here at once: one unpacks, the other waits, and nobody sees a half-filled folder. */
    private static synchronized Path unpackOnce(URL archive, Path cache, String name) throws IOException {
        Path folder = cache.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(cache);
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(folder)) {
                Path part = cache.resolve(name + ".part");
                FileTrees.delete(part);
                unpack(archive, part);
                Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return folder;
    }

    private static void unpack(URL archive, Path target) throws IOException {
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw, 1 << 16)))) {
            Files.createDirectories(target);
            makeReadable(target, true);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, target);
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive of PostgreSQL holds a path outside itself: " + entry.getName());
        }
        Files.createDirectories(entry.isDirectory() ? path : path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        if (!entry.isDirectory()) {
            Files.copy(content, path);
        }
        makeReadable(path, entry.isDirectory() || (entry.getMode() & EXECUTABLE) != 0);
    }

    /** Whatever the umask: PostgreSQL may run as another account than ours. */
    private static void makeReadable(Path path, boolean executable) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
        Files.setPosixFilePermissions(path, permissions);
    }
}
