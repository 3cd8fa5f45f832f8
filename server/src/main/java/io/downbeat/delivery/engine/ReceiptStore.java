package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the provider's word, each time it changed. Inside its caller's transaction. */
public class ReceiptStore {
    private static final String RECEIVE = """
        INSERT INTO delivery_receipt (customer_id, delivery_id, n, provider_ref, external_status, received_at,
            invoiced_total, evidence)
        SELECT d.customer_id, d.id, d.receipts, r.ref, r.external_status, :now, r.total, r.evidence
        FROM unnest(CAST(:customers AS uuid[]), CAST(:ids AS uuid[]), CAST(:refs AS text[]),
            CAST(:externalStatuses AS text[]), CAST(:totals AS numeric[]), CAST(:evidence AS text[]))
            AS r(customer, id, ref, external_status, total, evidence)
        CROSS JOIN LATERAL (
            SELECT customer_id, id, receipts FROM delivery WHERE customer_id = r.customer AND id = r.id LIMIT 1) d
        """;

    private final JdbcClient database;

    public ReceiptStore(JdbcClient database) {
        this.database = database;
    }

    /** What was received of one delivery. */
    record Received(Delivery delivery, Receipt receipt) {}

    /** The row's count of receipts was raised before, in this transaction. */
    public void receive(Delivery delivery, Receipt receipt, Instant now) {
        receive(List.of(new Received(delivery, receipt)), now);
    }

    /** One receipt each of several deliveries, whose counts were raised before. */
    void receive(List<Received> all, Instant now) {
        if (all.isEmpty()) {
            return;
        }
        database.sql(RECEIVE)
                .param(
                        "customers",
                        Rows.array(all, each -> each.delivery.customer().value()))
                .param("ids", Rows.array(all, each -> each.delivery.id().value()))
                .param("refs", texts(all, Receipt::ref))
                .param("externalStatuses", texts(all, Receipt::externalStatus))
                .param(
                        "totals",
                        all.stream().map(each -> each.receipt.invoicedTotal()).toArray(BigDecimal[]::new))
                .param("evidence", texts(all, Receipt::evidence))
                .param("now", Rows.at(now))
                .update();
    }

    private static String[] texts(List<Received> all, Function<Receipt, String> part) {
        return all.stream().map(each -> part.apply(each.receipt)).toArray(String[]::new);
    }
}
