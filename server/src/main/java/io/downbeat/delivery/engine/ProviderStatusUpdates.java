package io.downbeat.delivery.engine;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Receipt;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * News that providers bring by themselves (webhooks), or that a connector goes and asks for. Only deliveries at rest take them; one that is under way reads
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
    private static final String FIND = "SELECT * FROM delivery WHERE customer_id = :customer AND id = :id";
    private static final String IS_BOUND = """
        SELECT EXISTS (SELECT FROM delivery WHERE account_key = :account AND provider_ref = :ref)
        """;
    /** As the partial index has it, with the provider as a literal: a parameter would not let it be used. */
    private static final String IS_OPEN = """
        d.provider = '%s' AND d.state IN ('SENT', 'CONFIRMED')
        AND d.external_status IN ('SENT', 'DRAFT', 'FINALIZED', 'PARTIALLY_PAID')
        """;

    private static final String OPEN_SINCE = """
        SELECT m.method, oldest.since
        FROM unnest(:methods::uuid[]) AS m(method)
        CROSS JOIN LATERAL (
            SELECT d.changed_at AS since FROM delivery d WHERE d.delivery_method_id = m.method AND %s
            ORDER BY d.changed_at LIMIT 1) oldest
        """;
    private static final String OPEN = """
        SELECT d.id, d.provider_ref, d.external_status FROM delivery d
        WHERE d.delivery_method_id = :method AND %s ORDER BY d.changed_at
        """;
    private static final String ADVANCE = """
        UPDATE delivery SET external_status = :status, receipts = receipts + 1, changed_at = :now
        WHERE customer_id = :customer AND id = :id AND state IN ('SENT', 'CONFIRMED') AND provider_ref = :ref
            AND coalesce(array_position(CAST(:progress AS text[]), external_status), 0)
                < array_position(CAST(:progress AS text[]), CAST(:status AS text))
        """;
    private static final String WAKE = """
        UPDATE delivery SET next_attempt_at = :now
        WHERE customer_id = :customer AND id = :id AND state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            AND next_attempt_at > :now
        """;
    /**
     * A server that has it in hand may have read the provider a moment before. One statement, so that no claim ends between two
     * that ask for its state.
     */
    private static final String WAKE_ALSO_IN_HAND = """
        UPDATE delivery SET woken = true, next_attempt_at = least(next_attempt_at, :now)
        WHERE customer_id = :customer AND id = :id
            AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'RETRY_WAIT', 'UNKNOWN')
        """;

    private final JdbcClient database;
    private final ReceiptStore receipts;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;

    ProviderStatusUpdates(
            JdbcClient database,
            ReceiptStore receipts,
            ExternalStatusListener news,
            Transactions transactions,
            InstantSource clock) {
        this.database = database;
        this.receipts = receipts;
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

    public Optional<Delivery> find(CustomerId customer, DeliveryId id) {
        return database.sql(FIND)
                .param("customer", customer.value())
                .param("id", id.value())
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .optional();
    }

    /** Whether a delivery of the account is bound to the provider's object. */
    public boolean isBound(String accountKey, String ref) {
        return database.sql(IS_BOUND)
                .param("account", accountKey)
                .param("ref", ref)
                .query(Boolean.class)
                .single();
    }

    /**
     * An account that holds invoices which may still change there.
     *
     * @param since when the oldest of them came to its present state
     */
    public record OpenAccount(DeliveryMethodId method, Instant since) {}

    /** @param externalStatus what is known by now */
    public record OpenInvoice(DeliveryId id, String ref, String externalStatus) {}

    /** Those of a provider's accounts that hold any. */
    public List<OpenAccount> openAccounts(BillingProvider provider, Collection<DeliveryMethodId> accounts) {
        return database.sql(OPEN_SINCE.formatted(isOpen(provider)))
                .param("methods", accounts.stream().map(DeliveryMethodId::value).toArray(UUID[]::new))
                .query((row, number) ->
                        new OpenAccount(new DeliveryMethodId(Rows.uuid(row, "method")), Rows.instant(row, "since")))
                .list();
    }

    public List<OpenInvoice> openInvoices(BillingProvider provider, DeliveryMethodId method) {
        return database.sql(OPEN.formatted(isOpen(provider)))
                .param("method", method.value())
                .query((row, number) -> new OpenInvoice(
                        new DeliveryId(Rows.uuid(row, "id")),
                        Rows.text(row, "provider_ref"),
                        Rows.text(row, "external_status")))
                .list();
    }

    private static String isOpen(BillingProvider provider) {
        return IS_OPEN.formatted(provider.name());
    }

    /** The provider says where the invoice is now. Kept, unless something later is known already. */
    public void heard(Delivery delivery, Receipt receipt) {
        transactions.run(() -> {
            boolean isNews = database.sql(ADVANCE)
                            .param("customer", delivery.customer().value())
                            .param("id", delivery.id().value())
                            .param("ref", receipt.ref())
                            .param("status", receipt.externalStatus())
                            .param("progress", PROGRESS.toArray(String[]::new))
                            .param("now", Rows.at(clock.instant()))
                            .update()
                    == 1;
            if (isNews) {
                receipts.receive(delivery, receipt, clock.instant());
                news.record(delivery.invoiceRef(), ExternalInvoices.of(delivery.provider(), receipt));
            }
        });
    }

    /** A waiting delivery looks at its provider now instead of later. */
    public void wake(Delivery delivery) {
        wake(delivery, WAKE);
    }

    private void wake(Delivery delivery, String statement) {
        database.sql(statement)
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .param("now", Rows.at(clock.instant()))
                .update();
    }

    /**
     * As {@link #wake}, for news that no step of the delivery brought about: one that a server has in hand looks once more
     * after that.
     */
    public void wakeAlsoInHand(Delivery delivery) {
        wake(delivery, WAKE_ALSO_IN_HAND);
    }
}
