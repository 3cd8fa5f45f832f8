package io.downbeat.app;

import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.secretkey.SecretKeyStore.Known;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All servers on a database have its secret key. One with another could claim what it cannot read the credentials for.
 * While the key is changed they have both.
 */
public final class SecretKeyCheck {
    private SecretKeyCheck() {}

    /**
     * The first server's key is the database's. Must run inside a transaction that is rolled back when this refuses.
     *
     * @return sentences for the person who started the server
     */
    static List<String> admit(JdbcClient database, SecretBox secrets) {
        SecretKeyStore store = new SecretKeyStore(database);
        store.remember(secrets);
        Known known = store.known().orElseThrow();
        compare(known, secrets);
        return known.id().equals(secrets.keyId())
                ? List.of()
                : List.of("secrets are sealed with DOWNBEAT_SECRET_KEY_PREVIOUS, key " + known.id()
                        + "; when every server has both keys: ./downbeat rotate-secret-key");
    }

    /** For those who only read: a database that no server was started on yet knows no key. */
    public static void compare(JdbcClient database, SecretBox secrets) {
        new SecretKeyStore(database).known().ifPresent(known -> compare(known, secrets));
    }

    private static void compare(Known known, SecretBox secrets) {
        List<SecretBox> keys = secrets.keys();
        if (keys.stream().noneMatch(key -> MessageDigest.isEqual(known.checkValue(), key.checkValue()))) {
            throw new StartRefused(
                    "DOWNBEAT_SECRET_KEY is not the key of this database: its secrets are sealed with key " + known.id()
                            + ", and this is key " + secrets.keyId()
                            + (keys.size() > 1
                                    ? ", with previous key " + keys.getLast().keyId()
                                    : "")
                            + "; set it to the one that the first server had (where none was set, it is in secret.key"
                            + " in that server's data folder), or set that one as DOWNBEAT_SECRET_KEY_PREVIOUS");
        }
        String previous = known.previous();
        if (previous != null && keys.stream().noneMatch(key -> key.keyId().equals(previous))) {
            throw new StartRefused("the change of the secret key from " + previous + " to " + known.id()
                    + " is not finished: set DOWNBEAT_SECRET_KEY_PREVIOUS to the one before, or finish it with"
                    + " ./downbeat rotate-secret-key");
        }
    }
}
