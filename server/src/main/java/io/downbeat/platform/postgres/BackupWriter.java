package io.downbeat.platform.postgres;

import io.downbeat.platform.hashes.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes the file of a backup: a compressed tar whose last entry is the digest of all before it. It is made beside its
 * place, and is there whole or not at all. Only its owner may read it.
 */
final class BackupWriter implements AutoCloseable {
    static final String DIGEST = "sha256";

    private final Path folder;
    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private final TarArchiveOutputStream tar;

    private BackupWriter(Path folder, Path file, Path part, FileChannel channel) throws IOException {
        this.folder = folder;
        this.file = file;
        this.part = part;
        this.channel = channel;
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        GzipParameters quick = new GzipParameters();
        // The disk is slower than this, and more would take the cores from the server beside us.
        quick.setCompressionLevel(Deflater.BEST_SPEED);
        tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, quick), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    static BackupWriter to(Path wanted) throws IOException {
        Path file = wanted.toAbsolutePath().normalize();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new BackupWriter(Objects.requireNonNull(file.getParent(), "a folder"), file, part, channel);
    }

    void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        begin(name, bytes.length);
        OutputStream digested = digested();
        digested.write(bytes);
        tar.closeArchiveEntry();
    }

    void folder(String name) throws IOException {
        begin(name + "/", 0);
        tar.closeArchiveEntry();
    }

    /**
     * As many bytes as it has now, although it may grow or shrink while it is read: what changes in a database's file from
     * here on is in its log.
     *
     * @return how many; a file that is gone is left out
     */
    long file(String name, Path source) throws IOException {
        try (FileChannel opened = FileChannel.open(source, StandardOpenOption.READ);
                InputStream content = Channels.newInputStream(opened)) {
            long size = opened.size();
            begin(name, size);
            copy(content, size, digested());
            tar.closeArchiveEntry();
            return size;
        } catch (NoSuchFileException dropped) {
            return 0;
        }
    }

    /** Zeros stand for what was cut off meanwhile. */
    private static void copy(InputStream content, long size, OutputStream to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int wanted = (int) Math.min(buffer.length, left);
            int read = content.readNBytes(buffer, 0, wanted);
            Arrays.fill(buffer, read, wanted, (byte) 0);
            to.write(buffer, 0, wanted);
            left -= wanted;
        }
    }

    private void begin(String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(name.endsWith("/") ? 0700 : 0600);
        tar.putArchiveEntry(entry);
        digest.update((name + "\n" + size + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private OutputStream digested() {
        return new DigestOutputStream(tar, digest);
    }

    /** Seals it with its digest and puts it in its place, safe from a power cut. */
    void finish() throws IOException {
        byte[] sum = Sha256.hex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry entry = new TarArchiveEntry(DIGEST);
        entry.setSize(sum.length);
        tar.putArchiveEntry(entry);
        tar.write(sum);
        tar.closeArchiveEntry();
        tar.close();
        force(part, StandardOpenOption.WRITE);
        Files.move(part, file);
        force(folder, StandardOpenOption.READ);
    }

    static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
