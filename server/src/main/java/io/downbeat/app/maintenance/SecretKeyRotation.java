package io.downbeat.app.maintenance;

import io.downbeat.app.Admission;
import io.downbeat.app.SecretKeyCheck;
import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.secretkey.SecretKeyStore.Known;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.notifications.SealedWebhookSecrets;
import io.downbeat.platform.secrets.SealedColumn;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.providers.SealedCredentials;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes a database's secret key while servers work on it.
 *
 * <p>First the new key is put in force, which every server seals with from the next secret on; that waits for those who
 * seal at the moment. Then all that is still sealed with the other key is sealed again, some rows in a transaction. One
 * that is broken off has lost nothing, since all servers have both keys, and goes on where it was when it is called again.
 */
final class SecretKeyRotation {
    static final int AT_ONCE = 100;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final SecretKeyStore keys;
    private final SecretBox secrets;

    /** @param secrets with the new key as the current one */
    SecretKeyRotation(DataSource database, SecretBox secrets) {
        this.database = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.keys = new SecretKeyStore(this.database);
        this.secrets = secrets;
    }

    /** Every place where a sealed secret is kept; a test looks for others. */
    static List<SealedColumn> columns(JdbcClient database) {
        return List.of(new SealedCredentials(database), new SealedWebhookSecrets(database));
    }

    /**
     * @param progress told of each column how many of its secrets were sealed again so far
     * @return how many were sealed again, by column
     * @throws StartRefused if these are not this database's keys, or a server is at work that lacks the new one
     */
    Map<String, Integer> rotate(ObjIntConsumer<String> progress) {
        transaction.executeWithoutResult(status -> putInForce());
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (SealedColumn column : columns(database)) {
            counts.put(column.name(), 0);
            int some;
            do {
                some = Objects.requireNonNull(
                        transaction.execute(status -> column.sealAgain(secrets, AT_ONCE)), "a count");
                progress.accept(column.name(), counts.merge(column.name(), some, Integer::sum));
            } while (some > 0);
        }
        transaction.executeWithoutResult(status -> keys.changed(secrets.keyId()));
        return counts;
    }

    /** Servers that start meanwhile wait for this, and then meet the new key. */
    private void putInForce() {
        Admission.decideAlone(database);
        Known known = keys.known()
                .orElseThrow(() ->
                        new StartRefused("no server was started on this database yet: there is no key to change"));
        SecretKeyCheck.compare(database, secrets);
        if (known.id().equals(secrets.keyId())) {
            return;
        }
        if (known.previous() != null) {
            throw new StartRefused("the change of the secret key from " + known.previous() + " to " + known.id()
                    + " is not finished: finish it before the next, with those two keys");
        }
        int without = keys.serversWithout(secrets.keyId(), Admission.AT_WORK);
        if (without > 0) {
            throw new StartRefused((without == 1 ? "a server is" : without + " servers are") + " at work without key "
                    + secrets.keyId() + ": start each again with it as DOWNBEAT_SECRET_KEY and the one before"
                    + " as DOWNBEAT_SECRET_KEY_PREVIOUS");
        }
        keys.change(secrets);
    }
}
