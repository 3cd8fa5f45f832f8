package io.downbeat.app;

import io.downbeat.platform.secrets.SecretBox;
import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All servers on a database have one secret key. One with another could claim what it cannot read the credentials for,
 * and would seal what the others cannot open.
 */
public final class SecretKeyCheck {
    private static final String REMEMBER = """
        INSERT INTO secret_key_check (only_row, key_id, check_value) VALUES (true, :id, :value) ON CONFLICT DO NOTHING
        """;
    private static final String READ = "SELECT key_id, check_value FROM secret_key_check";

    private SecretKeyCheck() {}

    private record Known(String id, byte[] value) {}

    /** The first server's key is the database's. Must run inside a transaction that is rolled back when this refuses. */
    static void admit(JdbcClient database, SecretBox secrets) {
        database.sql(REMEMBER)
                .param("id", secrets.keyId())
                .param("value", secrets.checkValue())
                .update();
        compare(database, secrets);
    }

    /** For those who only read: a database that no server was started on yet knows no key. */
    public static void compare(JdbcClient database, SecretBox secrets) {
        Optional<Known> known = database.sql(READ)
                .query((row, number) -> new Known(row.getString("key_id"), row.getBytes("check_value")))
                .optional();
        if (known.isPresent() && !MessageDigest.isEqual(known.get().value(), secrets.checkValue())) {
            throw new StartRefused(
                    "DOWNBEAT_SECRET_KEY is not the key of this database: its secrets are sealed with key "
                            + known.get().id() + ", and this is key " + secrets.keyId()
                            + "; set it to the one that the first server had (where none was set, it is in secret.key"
                            + " in that server's data folder)");
        }
    }
}
