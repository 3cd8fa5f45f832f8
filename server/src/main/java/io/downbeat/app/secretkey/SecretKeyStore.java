package io.downbeat.app.secretkey;

import io.downbeat.platform.secrets.SecretBox;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database knows of its secret key. Runs inside the transaction of its caller. */
public final class SecretKeyStore {
    private static final String REMEMBER = """
        INSERT INTO secret_key_check (only_row, key_id, check_value) VALUES (true, :id, :value) ON CONFLICT DO NOTHING
        """;
    private static final String READ = "SELECT key_id, check_value, previous_key_id FROM secret_key_check";
    private static final String IN_FORCE = "SELECT key_id FROM secret_key_check FOR SHARE";
    private static final String CHANGE = """
        UPDATE secret_key_check SET key_id = :id, check_value = :value, previous_key_id = key_id
        """;
    private static final String CHANGED = "UPDATE secret_key_check SET previous_key_id = NULL WHERE key_id = :id";
    private static final String WITHOUT = """
        SELECT count(*) FROM pg_locks server
        WHERE server.locktype = 'advisory' AND server.objsubid = 1 AND server.granted
            AND server.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND server.classid::bigint << 32 | server.objid::bigint = :atWork
            AND NOT EXISTS (SELECT FROM pg_locks held
                WHERE held.locktype = 'advisory' AND held.objsubid = 1 AND held.granted
                    AND held.database = server.database AND held.pid = server.pid
                    AND held.classid::bigint << 32 | held.objid::bigint = :key)
        """;

    private final JdbcClient database;

    public SecretKeyStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param id of the key in force
     * @param previous the id of the one before, while secrets may still be sealed with it
     */
    public record Known(
            String id, byte[] checkValue, @Nullable String previous) {}

    public Optional<Known> known() {
        return database.sql(READ)
                .query((row, number) -> new Known(
                        row.getString("key_id"), row.getBytes("check_value"), row.getString("previous_key_id")))
                .optional();
    }

    /** Keeps the key from being changed until the transaction ends, so that a change misses nothing sealed in it. */
    public String inForce() {
        return database.sql(IN_FORCE).query(String.class).single();
    }

    /** The first server's key is the database's. */
    public void remember(SecretBox key) {
        database.sql(REMEMBER)
                .param("id", key.keyId())
                .param("value", key.checkValue())
                .update();
    }

    public void change(SecretBox key) {
        database.sql(CHANGE)
                .param("id", key.keyId())
                .param("value", key.checkValue())
                .update();
    }

    public void changed(String keyId) {
        database.sql(CHANGED).param("id", keyId).update();
    }

    /**
     * How many servers are at work that do not have the key.
     *
     * @param atWork the lock that each of them holds
     */
    public int serversWithout(String keyId, long atWork) {
        return database.sql(WITHOUT)
                .param("atWork", atWork)
                .param("key", lockOf(keyId))
                .query(Integer.class)
                .single();
    }

    /** The lock by which a server tells others that it has a key: an id has as many bits as the name of a lock. */
    public static long lockOf(String keyId) {
        return Long.parseUnsignedLong(keyId, 16);
    }
}
