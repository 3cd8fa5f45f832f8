package io.downbeat.lab.demo;

import io.downbeat.platform.postgres.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a demo keeps its database: a temporary folder that is gone when the demo ends, by Ctrl-C too. What a demo left
 * that was killed, the next one sweeps away.
 */
final class DemoFolder implements AutoCloseable {
    private static final String PREFIX = "downbeat-demo-";
    private static final String OWNER = "owner.pid";
    private static final Duration UNSIGNED = Duration.ofDays(1);

    private final Path path;
    private final Deque<Runnable> endFirst = new ArrayDeque<>();
    private final Thread atCtrlC = new Thread(this::end, "demo-folder");
    private volatile boolean ending;

    private DemoFolder(Path path) {
        this.path = path;
    }

    /** @param where the system's folder for what is temporary */
    static DemoFolder make(Path where) throws IOException {
        var folder = new DemoFolder(Files.createTempDirectory(where, PREFIX));
        Files.writeString(
                folder.path.resolve(OWNER), "" + ProcessHandle.current().pid());
        Runtime.getRuntime().addShutdownHook(folder.atCtrlC);
        folder.sweep(where);
        return folder;
    }

    Path path() {
        return path;
    }

    /** Something that writes into the folder and so ends before it, the last that was named first. May be asked twice. */
    synchronized void endFirst(Runnable ending) {
        endFirst.push(ending);
    }

    /** Whether Ctrl-C ends the demo: what fails from now on fails because of that. */
    boolean isEnding() {
        return ending;
    }

    @Override
    public void close() {
        if (!ending) {
            Runtime.getRuntime().removeShutdownHook(atCtrlC);
            delete();
        }
    }

    private void end() {
        ending = true;
        endFirst();
        delete();
    }

    private synchronized void endFirst() {
        endFirst.forEach(Runnable::run);
    }

    private void delete() {
        try {
            FileTrees.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's folder stays behind: " + path, e);
        }
    }

    /** On a machine of several people the others' folders lie beside ours, and are not to be looked into. */
    private void sweep(Path where) throws IOException {
        UserPrincipal we = Files.getOwner(path);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(where, PREFIX + "*")) {
            for (Path each : left) {
                boolean isOurs = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(we);
                if (isOurs && isLeftBehind(each)) {
                    FileTrees.delete(each);
                }
            }
        }
    }

    /** A folder that nobody signed is one whose demo is just about to, or of a version that did not sign. */
    private static boolean isLeftBehind(Path folder) throws IOException {
        Path owner = folder.resolve(OWNER);
        if (!Files.exists(owner)) {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(UNSIGNED));
        }
        String pid = Files.readString(owner).strip();
        return !pid.matches("\\d{1,18}")
                || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
}
