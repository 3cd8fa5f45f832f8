package io.downbeat.sandbox;

import io.downbeat.sandbox.ledger.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where one sandbox keeps what outlives it: its journal, and the port it had, because credentials of its users may name
 * it (a Google key's {@code token_uri}). One sandbox at a time; readable by its owner only, for the secret of Stripe's
 * webhooks is in it.
 */
final class SandboxFolder implements AutoCloseable {
    private static final String PORT = "port";

    private final Path folder;
    private final FileChannel owned;
    private final Journal journal;

    private SandboxFolder(Path folder, FileChannel owned, Journal journal) {
        this.folder = folder;
        this.owned = owned;
        this.journal = journal;
    }

    /** @throws IOException with a sentence for whoever started the sandbox */
    static SandboxFolder open(Path folder) throws IOException {
        try {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
            FileChannel owned =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (lock(owned) == null) {
                    throw new IOException("another sandbox works in " + folder);
                }
                return new SandboxFolder(folder, owned, Journal.in(folder.resolve("journal.jsonl")));
            } catch (IOException | RuntimeException failure) {
                owned.close();
                throw failure;
            }
        } catch (FileSystemException unusable) {
            throw new IOException("the sandbox cannot keep its ledger in " + folder + " (" + unusable + ")", unusable);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Journal journal() {
        return journal;
    }

    /** @return 0 if none is known */
    static int lastPort(Path folder) throws IOException {
        Path file = folder.resolve(PORT);
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }

    int lastPort() throws IOException {
        return lastPort(folder);
    }

    void savePort(int port) throws IOException {
        Files.writeString(folder.resolve(PORT), String.valueOf(port));
    }

    @Override
    public void close() {
        journal.close();
        try {
            owned.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
