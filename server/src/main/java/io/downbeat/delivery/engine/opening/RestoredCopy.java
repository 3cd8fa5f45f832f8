package io.downbeat.delivery.engine.opening;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import java.time.Instant;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Marks a database that was put back from a backup: what its original sent after that is unknown to it. */
public final class RestoredCopy {
    private static final String MARK = "INSERT INTO restored_copy (restored_at) VALUES (clock_timestamp())";
    // Whatever of these was announced before the backup, more may have been since.
    private static final String ASK_FIRST = """
        UPDATE delivery SET may_exist = true
         WHERE provider IN ('STRIPE', 'NETSUITE') AND state NOT IN ('SENT', 'CONFIRMED', 'SKIPPED', 'CANCELLED') AND payload IS NOT NULL
        """;
    /** Whether this database is such a copy; for so long after it was restored as an original's draft may have lain. */
    static final String IS_ONE =
            "EXISTS (SELECT FROM restored_copy r WHERE r.restored_at > :now::timestamptz - interval '400 days')";

    /** Who finds an invoice by our id of it; a queue cannot be asked, and a marketplace's hours are another matter. */
    private static final Set<BillingProvider> CAN_BE_ASKED = Set.of(BillingProvider.STRIPE, BillingProvider.NETSUITE);

    private static final String ASKS = "SELECT " + IS_ONE;

    private RestoredCopy() {}

    /**
     * From now on Stripe and NetSuite are asked for an invoice, by its id and its delivery's, before it is made there. To be
     * called before a server starts on the copy.
     */
    public static void mark(JdbcClient database) {
        database.sql(MARK).update();
        database.sql(ASK_FIRST).update();
    }

    /** Whether a delivery that is frozen now is asked about before it is sent for the first time. */
    public static boolean asksFirst(JdbcClient database, BillingProvider provider, Instant now) {
        return CAN_BE_ASKED.contains(provider)
                && database.sql(ASKS)
                        .param("now", Rows.at(now))
                        .query(Boolean.class)
                        .single();
    }
}
