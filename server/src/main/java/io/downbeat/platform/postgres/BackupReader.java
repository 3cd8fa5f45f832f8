package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import io.downbeat.platform.hashes.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the file of a backup from its beginning to its digest. */
final class BackupReader implements AutoCloseable {
    private final Path file;
    private final InputStream compressed;
    private final TarArchiveInputStream tar;
    private final MessageDigest digest = Sha256.digest();

    private BackupReader(Path file, InputStream compressed) {
        this.file = file;
        this.compressed = compressed;
        this.tar = new TarArchiveInputStream(compressed);
    }

    static BackupReader of(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new BackupReader(file, new GzipCompressorInputStream(raw));
        } catch (IOException notCompressed) {
            raw.close();
            throw damaged(file, notCompressed);
        }
    }

    /** The text that every backup begins with. */
    String first(String name) {
        try {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null || !entry.getName().equals(name)) {
                throw new DatabaseUnavailable(file + " is no backup of Downbeat");
            }
            return new String(content(entry).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    /** Puts all that follows into the folder. What a damaged file holds may be there too when this throws. */
    void unpack(Path folder, LongConsumer bytes) throws IOException {
        long done = 0;
        for (TarArchiveEntry entry = next(); !entry.getName().equals(BackupWriter.DIGEST); entry = next()) {
            Path path = inside(folder, entry.getName());
            if (!path.startsWith(folder)) {
                throw new DatabaseUnavailable(file + " is no backup of Downbeat: it holds a path outside itself");
            }
            write(entry, path);
            done += entry.getSize();
            bytes.accept(done);
        }
        String sum = new String(read(), StandardCharsets.US_ASCII);
        if (!sum.equals(Sha256.hex(digest.digest()))) {
            throw damaged(file, null);
        }
        readToTheEnd();
    }

    private Path inside(Path folder, String name) {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw damaged(file, e);
        }
    }

    /**
     * The digest covers what is restored; the checksum at the very end also what is not, such as the time of an entry. A file
     * with any other byte than when it was written is not to be trusted.
     */
    private void readToTheEnd() {
        try {
            compressed.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private void write(TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            content(entry);
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return;
        }
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // The folder was empty, and each folder comes before what is in it: the name is not the one that was
            // written.
            throw damaged(file, e);
        }
        try (InputStream content = content(entry);
                var out = Files.newOutputStream(path)) {
            transfer(content, out);
        }
    }

    /** A failure to read is the backup's, and one to write is the folder's. */
    private void transfer(InputStream content, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (true) {
            int read;
            try {
                read = content.read(buffer);
            } catch (IOException e) {
                throw damaged(file, e);
            }
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
        }
    }

    private InputStream content(TarArchiveEntry entry) {
        digest.update((entry.getName() + "\n" + entry.getSize() + "\n").getBytes(StandardCharsets.UTF_8));
        return new DigestInputStream(tar, digest) {
            @Override
            public void close() {
                // The archive goes on after the entry.
            }
        };
    }

    private TarArchiveEntry next() {
        try {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null) {
                throw damaged(file, null);
            }
            return entry;
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private byte[] read() {
        try {
            return tar.readAllBytes();
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static DatabaseUnavailable damaged(Path file, @Nullable Exception cause) {
        String sentence = file + " is cut off or damaged: use another backup";
        return cause == null ? new DatabaseUnavailable(sentence) : new DatabaseUnavailable(sentence, cause);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
