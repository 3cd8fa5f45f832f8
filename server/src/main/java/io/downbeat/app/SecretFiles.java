package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Secrets this server makes for itself, kept in the data folder in files only their owner can read. */
public final class SecretFiles {
    /** Where a server keeps the secret key that it made, in its data folder. */
    public static final String KEY = "secret.key";

    /** Where it keeps the API token that it made. */
    public static final String TOKEN = "api.token";

    private static final int SHORTEST = 32;
    private static final String ANOTHER_KEY = "put the key of this database back into it, or set DOWNBEAT_SECRET_KEY to"
            + " that key; where no server worked on the database yet, remove the file and one is made";
    private static final String ANOTHER_TOKEN = "remove it and a token is made anew, or set DOWNBEAT_API_TOKEN";

    private SecretFiles() {}

    /** The keys that a server or a command was given; the current one is made in the data folder if it was given none. */
    public static SecretBox secrets(Settings settings, Path data) {
        Settings.Secret given = settings.secretKey();
        Settings.Secret previous = settings.secretKeyPrevious();
        return new SecretBox(
                given == null ? readOrMake(data.resolve(KEY), ANOTHER_KEY) : given.text(),
                previous == null ? null : previous.text());
    }

    /** The API token of the data folder, made at first use. */
    static String token(Path data) {
        return readOrMake(data.resolve(TOKEN), ANOTHER_TOKEN);
    }

    /** The secret in the file; empty if there is no file, or what it has is none. */
    public static Optional<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip()).filter(SecretFiles::isSecret)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the secret in " + file + " cannot be read", e);
        }
    }

    /** A file that was made and not filled before the power went holds nothing, or zeros. */
    private static boolean isSecret(String text) {
        return text.length() >= SHORTEST && text.indexOf('\0') < 0;
    }

    /** Reads the secret, or makes one of 32 random bytes at first use. */
    private static String readOrMake(Path file, String wayOut) {
        if (!Files.exists(file)) {
            try {
                make(file);
            } catch (IOException e) {
                throw new UncheckedIOException("the secret in " + file + " cannot be kept", e);
            }
        }
        return read(file)
                .orElseThrow(() -> new StartRefused(file + " holds no text of 32 characters or more: " + wayOut));
    }

    /** Written beside its place and linked there whole, which keeps what another process put there in the meantime. */
    private static void make(Path file) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path part = Files.createTempFile(folder, file.getFileName() + ".", ".part", ownerOnly);
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(random().getBytes(StandardCharsets.US_ASCII)));
                // A database that outlives a power cut whose key did not would have lost what is sealed in it.
                channel.force(true);
            }
            place(part, file);
        } catch (FileAlreadyExistsException made) {
            // Another process was faster, and its secret is the one.
        } finally {
            Files.deleteIfExists(part);
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Only a link never takes the place of another file; where a volume has none, a move that looks first has to do. */
    private static void place(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException made) {
            throw made;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(part, file);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
