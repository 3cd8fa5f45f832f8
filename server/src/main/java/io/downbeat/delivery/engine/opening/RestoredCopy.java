package io.downbeat.delivery.engine.opening;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Marks a database that was put back from a backup: what its original sent after that is unknown to it. */
public final class RestoredCopy {
    private static final String MARK =
            "INSERT INTO restored_copy (restored_at) VALUES (:now) ON CONFLICT (restored_at) DO NOTHING";
    // Whatever of these was announced before the backup, more may have been since. What the original had under way may
    // land
    // for a while yet, so the quiet time counts from now.
    private static final String ASK_FIRST = """
        UPDATE delivery SET may_exist = true, last_send_at = coalesce(last_send_at, :now)
         WHERE provider IN ('STRIPE', 'NETSUITE') AND state NOT IN ('SENT', 'CONFIRMED', 'SKIPPED', 'CANCELLED')
           AND payload IS NOT NULL
        """;
    /**
     * When this database began to be such a copy, else NULL; for so long after it was restored as an original's draft may have
     * lain.
     */
    static final String RESTORED_AT =
            "(SELECT max(r.restored_at) FROM restored_copy r WHERE r.restored_at > :now::timestamptz - interval '400"
                    + " days')";

    /** Who finds an invoice by our id of it; a queue cannot be asked, and a marketplace's hours are another matter. */
    private static final Set<BillingProvider> CAN_BE_ASKED = Set.of(BillingProvider.STRIPE, BillingProvider.NETSUITE);

    private static final String READ =
            "SELECT c.restored_at FROM (SELECT " + RESTORED_AT + " AS restored_at) c WHERE c.restored_at IS NOT NULL";

    private RestoredCopy() {}

    /**
     * From now on Stripe and NetSuite are asked for an invoice, by its id and its delivery's, before it is made there. To be
     * called before a server starts on the copy.
     *
     * @param now the business time of that server
     */
    public static void mark(JdbcClient database, Instant now) {
        database.sql(MARK).param("now", Rows.at(now)).update();
        database.sql(ASK_FIRST).param("now", Rows.at(now)).update();
    }

    /** Since when the provider is asked about a delivery that is frozen now, before it is sent for the first time. */
    public static Optional<Instant> asksFirstSince(JdbcClient database, BillingProvider provider, Instant now) {
        return CAN_BE_ASKED.contains(provider)
                ? database.sql(READ)
                        .param("now", Rows.at(now))
                        .query((row, number) -> Rows.instant(row, "restored_at"))
                        .optional()
                : Optional.empty();
    }
}
