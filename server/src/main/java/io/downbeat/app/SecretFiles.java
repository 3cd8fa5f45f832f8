package io.downbeat.app;

import io.downbeat.platform.secrets.SecretBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets this server makes for itself, kept in the data folder in files only their owner can read. */
public final class SecretFiles {
    /** Where a server keeps the secret key that it made, in its data folder. */
    public static final String KEY = "secret.key";

    private SecretFiles() {}

    /** The keys that a server or a command was given; the current one is made in the data folder if it was given none. */
    public static SecretBox secrets(Settings settings, Path data) {
        Settings.Secret given = settings.secretKey();
        Settings.Secret previous = settings.secretKeyPrevious();
        return new SecretBox(
                given == null ? readOrMake(data.resolve(KEY)) : given.text(),
                previous == null ? null : previous.text());
    }

    /** Reads the secret, or makes one of 32 random bytes at first use. */
    public static String readOrMake(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, random(), StandardOpenOption.WRITE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the secret in " + file + " cannot be kept", e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
