package io.downbeat.delivery.engine.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deliveries as design.md part 5 shows them. */
class DeliveryQueries {
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record View(
            UUID id,
            UUID invoiceId,
            UUID contractId,
            UUID customerId,
            String billingProvider,
            UUID billingProviderConfigurationId,
            String deliveryMethod,
            String state,
            @Nullable String reason,
            @Nullable String providerRef,
            @Nullable String externalStatus,
            BigDecimal total,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant deadlineAt,
            Instant createdAt) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AttemptView(
            int n,
            String step,
            @Nullable String key,
            int generation,
            Instant startedAt,
            Instant endedAt,
            String outcome,
            @Nullable Integer httpStatus,
            @Nullable String providerRequestId,
            @Nullable String response) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ReceiptView(
            int n,
            String providerRef,
            String externalStatus,
            Instant receivedAt,
            @Nullable BigDecimal invoicedTotal,
            String evidence) {}

    record Filter(
            @Nullable DeliveryState state,
            @Nullable ContractId contract,
            @Nullable CustomerId customer,
            @Nullable InvoiceId invoice) {}

    /** Null filters are left out of the text, so that each combination is planned for its own index. */
    private static final String SELECT = """
        SELECT d.*, CASE WHEN d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
            THEN greatest(d.next_attempt_at, a.circuit_open_until) END AS shown_next_attempt_at,
            coalesce(CASE WHEN d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') THEN a.circuit_reason END,
                d.reason) AS shown_reason
        FROM delivery d LEFT JOIN account_circuit a ON a.account_key = d.account_key
        """;

    private static final String ATTEMPTS =
            "SELECT * FROM delivery_attempt WHERE customer_id = :customer AND delivery_id = :id ORDER BY n";
    private static final String RECEIPTS =
            "SELECT * FROM delivery_receipt WHERE customer_id = :customer AND delivery_id = :id ORDER BY n";

    private final JdbcClient database;

    DeliveryQueries(JdbcClient database) {
        this.database = database;
    }

    /** Newest first; one more than the limit, when there are more. */
    List<View> list(Filter wanted, @Nullable PageToken after, int limit) {
        StringBuilder sql = new StringBuilder(SELECT).append("WHERE true");
        if (wanted.state() != null) {
            sql.append(" AND d.state = :state");
        }
        if (wanted.contract() != null) {
            sql.append(" AND d.contract_id = :contract");
        }
        if (wanted.customer() != null) {
            sql.append(" AND d.customer_id = :customer");
        }
        if (wanted.invoice() != null) {
            sql.append(" AND d.invoice_id = :invoice");
        }
        if (after != null) {
            sql.append(" AND d.id < :after");
        }
        return database.sql(sql.append(" ORDER BY d.id DESC LIMIT :limit").toString())
                .param("state", wanted.state() == null ? null : wanted.state().name())
                .param(
                        "contract",
                        wanted.contract() == null ? null : wanted.contract().value())
                .param(
                        "customer",
                        wanted.customer() == null ? null : wanted.customer().value())
                .param(
                        "invoice",
                        wanted.invoice() == null ? null : wanted.invoice().value())
                .param("after", after == null ? null : after.uuid(0))
                .param("limit", limit + 1)
                .query((row, number) -> view(row))
                .list();
    }

    Optional<View> find(UUID id) {
        return database.sql(SELECT + "WHERE d.id = :id")
                .param("id", id)
                .query((row, number) -> view(row))
                .optional();
    }

    List<AttemptView> attempts(View delivery) {
        return database.sql(ATTEMPTS)
                .param("customer", delivery.customerId())
                .param("id", delivery.id())
                .query((row, number) -> new AttemptView(
                        row.getInt("n"),
                        row.getString("step"),
                        row.getString("key"),
                        row.getInt("generation"),
                        instant(row, "started_at"),
                        instant(row, "ended_at"),
                        row.getString("outcome"),
                        row.getObject("http_status", Integer.class),
                        row.getString("provider_request_id"),
                        row.getString("response")))
                .list();
    }

    List<ReceiptView> receipts(View delivery) {
        return database.sql(RECEIPTS)
                .param("customer", delivery.customerId())
                .param("id", delivery.id())
                .query((row, number) -> new ReceiptView(
                        row.getInt("n"),
                        row.getString("provider_ref"),
                        row.getString("external_status"),
                        instant(row, "received_at"),
                        row.getBigDecimal("invoiced_total"),
                        row.getString("evidence")))
                .list();
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                row.getObject("id", UUID.class),
                row.getObject("invoice_id", UUID.class),
                row.getObject("contract_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                BillingProvider.valueOf(row.getString("provider")).wire(),
                row.getObject("configuration_id", UUID.class),
                DeliveryMethodType.valueOf(row.getString("method")).wire(),
                row.getString("state"),
                row.getString("shown_reason"),
                row.getString("provider_ref"),
                row.getString("external_status"),
                row.getBigDecimal("total"),
                Rows.optionalInstant(row, "shown_next_attempt_at"),
                Rows.optionalInstant(row, "deadline_at"),
                instant(row, "created_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return java.util.Objects.requireNonNull(Rows.optionalInstant(row, column));
    }
}
