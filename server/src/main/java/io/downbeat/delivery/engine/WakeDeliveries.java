package io.downbeat.delivery.engine;

import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes deliveries due that waited for something beside them, and says which are over, and how. */
class WakeDeliveries implements Deliveries {
    /** In one order, so that two who wake the same ones do not wait for each other in a circle. */
    private static final String WAKE = """
        UPDATE delivery SET woken = true, next_attempt_at = least(next_attempt_at, :now)
        WHERE (customer_id, id) IN (
            SELECT customer_id, id FROM delivery
            WHERE invoice_id = ANY(:invoices)
                AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'RETRY_WAIT', 'UNKNOWN')
            ORDER BY id FOR NO KEY UPDATE)
        """;

    /**
     * Nobody but a person makes a delivery SENT that no request of ours leaves for; one that was settled is CONFIRMED. A person
     * locks the row FOR UPDATE, so one of the two waits for the other; a claim's writes do not.
     */
    private static final String ENDED = """
        SELECT invoice_id, purpose = 'WITHDRAW' OR state IN ('SENT', 'CANCELLED') AS is_ended FROM delivery
        WHERE invoice_id = ANY(:invoices) ORDER BY id FOR KEY SHARE
        """;

    private static final String HOLD =
            "SELECT id FROM delivery WHERE invoice_id = ANY(:invoices) ORDER BY id FOR NO KEY UPDATE";

    /** Whoever takes something back cancels it or parks it in the end, so nobody but a person makes it SENT. */
    private static final String TAKEN_BACK_BY_HAND = """
        SELECT invoice_id FROM delivery
        WHERE invoice_id = ANY(:invoices) AND purpose = 'WITHDRAW' AND state = 'SENT'
        """;

    private final JdbcClient database;
    private final InstantSource clock;

    WakeDeliveries(JdbcClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void wake(Collection<InvoiceId> invoices) {
        if (!invoices.isEmpty()) {
            database.sql(WAKE)
                    .param("invoices", ids(invoices))
                    .param("now", Rows.at(clock.instant()))
                    .update();
        }
    }

    @Override
    public Set<InvoiceId> ended(Collection<InvoiceId> invoices) {
        Set<InvoiceId> ended = new HashSet<>();
        if (!invoices.isEmpty()) {
            database.sql(ENDED).param("invoices", ids(invoices)).query(row -> {
                if (row.getBoolean("is_ended")) {
                    ended.add(new InvoiceId(Rows.uuid(row, "invoice_id")));
                }
            });
        }
        return ended;
    }

    @Override
    public void hold(Collection<InvoiceId> invoices) {
        if (!invoices.isEmpty()) {
            database.sql(HOLD)
                    .param("invoices", ids(invoices))
                    .query(UUID.class)
                    .list();
        }
    }

    @Override
    public Set<InvoiceId> takenBackByHand(Collection<InvoiceId> invoices) {
        return invoices.isEmpty()
                ? Set.of()
                : Set.copyOf(database.sql(TAKEN_BACK_BY_HAND)
                        .param("invoices", ids(invoices))
                        .query((row, number) -> new InvoiceId(Rows.uuid(row, "invoice_id")))
                        .list());
    }

    private static UUID[] ids(Collection<InvoiceId> invoices) {
        return invoices.stream().map(InvoiceId::value).distinct().toArray(UUID[]::new);
    }
}
