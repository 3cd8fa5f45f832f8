package io.downbeat.delivery.engine;

import static io.downbeat.delivery.engine.DeliveryRows.utc;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.DeliveryMethodId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * News that providers bring by themselves (webhooks). Only deliveries at rest take them; one that is under way reads
 * the provider on its own.
 */
public class ProviderStatusUpdates {
    /** How far along an invoice is at its provider: news never take it back. */
    private static final List<String> PROGRESS = List.of(
            "QUEUED",
            "SENT",
            "DRAFT",
            "FINALIZED",
            "PAYMENT_FAILED",
            "PARTIALLY_PAID",
            "UNCOLLECTIBLE",
            "PAID",
            "VOID",
            "DELETED");

    private static final String BY_REF = """
        SELECT * FROM delivery WHERE delivery_method_id = :method AND provider_ref = :ref
            AND account_key IN (SELECT account_key FROM account_circuit WHERE delivery_method_id = :method)
        """;
    private static final String BY_ID = "SELECT * FROM delivery WHERE delivery_method_id = :method AND id = :id";
    private static final String ADVANCE = """
        UPDATE delivery SET external_status = :status, receipts = receipts + 1, changed_at = :now
        WHERE id = :id AND state IN ('SENT', 'CONFIRMED') AND provider_ref = :ref
            AND coalesce(array_position(CAST(:progress AS text[]), external_status), 0)
                < array_position(CAST(:progress AS text[]), CAST(:status AS text))
        """;
    private static final String WAKE = """
        UPDATE delivery SET next_attempt_at = :now
        WHERE id = :id AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') AND next_attempt_at > :now
        """;

    private final JdbcClient database;
    private final DeliveryStore deliveries;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;

    ProviderStatusUpdates(
            JdbcClient database,
            DeliveryStore deliveries,
            ExternalStatusListener news,
            Transactions transactions,
            InstantSource clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
    }

    public Optional<Delivery> find(DeliveryMethodId method, String providerRef) {
        return database.sql(BY_REF)
                .param("method", method.value())
                .param("ref", providerRef)
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    public Optional<Delivery> find(DeliveryMethodId method, DeliveryId id) {
        return database.sql(BY_ID)
                .param("method", method.value())
                .param("id", id.value())
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    /** The provider says where the invoice is now. Kept, unless something later is known already. */
    public void heard(Delivery delivery, Receipt receipt) {
        transactions.run(() -> {
            boolean isNews = database.sql(ADVANCE)
                            .param("id", delivery.id().value())
                            .param("ref", receipt.ref())
                            .param("status", receipt.externalStatus())
                            .param("progress", PROGRESS.toArray(String[]::new))
                            .param("now", utc(clock.instant()))
                            .update()
                    == 1;
            if (isNews) {
                deliveries.receive(delivery.id(), receipt, clock.instant());
                news.record(delivery.invoice(), ExternalInvoices.of(delivery.provider(), receipt));
            }
        });
    }

    /** A waiting delivery looks at its provider now instead of later. */
    public void wake(DeliveryId id) {
        database.sql(WAKE)
                .param("id", id.value())
                .param("now", utc(clock.instant()))
                .update();
    }
}
