package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the provider's word, each time it changed. Inside its caller's transaction. */
public class ReceiptStore {
    private static final String RECEIVE = """
        INSERT INTO delivery_receipt (customer_id, delivery_id, n, provider_ref, external_status, received_at,
            invoiced_total, evidence)
        SELECT customer_id, id, receipts, :ref, :externalStatus, :now, :total, :evidence FROM delivery
        WHERE customer_id = :customer AND id = :id
        """;

    private final JdbcClient database;

    public ReceiptStore(JdbcClient database) {
        this.database = database;
    }

    /** The row's count of receipts was raised before, in this transaction. */
    public void receive(Delivery delivery, Receipt receipt, Instant now) {
        database.sql(RECEIVE)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .param("ref", receipt.ref())
                .param("externalStatus", receipt.externalStatus())
                .param("total", receipt.invoicedTotal())
                .param("evidence", receipt.evidence())
                .param("now", Rows.at(now))
                .update();
    }
}
