package io.downbeat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where a test JVM keeps its databases and temporary folders: in memory where the machine has room there, because
 * hundreds of databases come and go in a run and on a disk each costs a fifth of a second.
 */
public final class ScratchFolder implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH_BYTES = 3L << 30;
    private static final boolean IN_MEMORY = memoryHasRoom();

    static boolean inMemory() {
        return IN_MEMORY;
    }

    /** This JVM's own folder. */
    static Path own() {
        return Own.FOLDER;
    }

    /** To be called last. What stays is found by the next test JVM. */
    static void delete() {
        delete(own());
    }

    /** {@code @TempDir}, which holds whole databases in the tests that start a PostgreSQL of their own. */
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return Files.createTempDirectory(own(), "test-");
    }

    /** Containers often have 64 MB there, and some systems no such folder. */
    private static boolean memoryHasRoom() {
        try {
            return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH_BYTES;
        } catch (IOException none) {
            return false;
        }
    }

    private static final class Own {
        static final Path FOLDER = create();

        private static Path create() {
            Path all = all();
            try {
                deleteLeftovers(all);
                return Files.createDirectories(
                        all.resolve(Long.toString(ProcessHandle.current().pid())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path all() {
            if (IN_MEMORY) {
                return MEMORY.resolve("downbeat-tests-of-" + System.getProperty("user.name"));
            }
            Path build = Path.of("target");
            return (Files.isDirectory(build) ? build : Path.of(System.getProperty("java.io.tmpdir")))
                    .resolve("test-scratch");
        }

        /** A test JVM that was killed could not tidy up; its folder is named by its pid. */
        private static void deleteLeftovers(Path all) throws IOException {
            if (!Files.isDirectory(all)) {
                return;
            }
            try (Stream<Path> folders = Files.list(all)) {
                folders.filter(folder -> ownerOf(folder).isEmpty()).toList().forEach(ScratchFolder::delete);
            }
        }

        private static Optional<ProcessHandle> ownerOf(Path folder) {
            return ProcessHandle.of(Long.parseLong(folder.getFileName().toString()));
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException anotherJvmDeletesItToo) {
            // What stays is found again by the next test JVM.
        }
    }
}
