package io.downbeat.app;

import io.downbeat.platform.secrets.SecretBox;
import java.nio.file.Path;

/** The keys that a server or a command was given; the current one is made in the data folder if it was given none. */
final class SecretKeys {
    /** In the data folder. */
    static final String FILE = "secret.key";

    private SecretKeys() {}

    static SecretBox of(Settings settings, Path data) {
        Settings.Secret given = settings.secretKey();
        Settings.Secret previous = settings.secretKeyPrevious();
        return new SecretBox(
                given == null ? SecretFiles.readOrMake(data.resolve(FILE)) : given.text(),
                previous == null ? null : previous.text());
    }
}
