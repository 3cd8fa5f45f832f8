package io.downbeat.delivery.engine;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code delivery} into records. */
final class DeliveryRows {
    private static final byte[] NONE = {};

    private DeliveryRows() {}

    /** @param stateColumn {@code state}, or {@code claimed_from} for a row that was just claimed */
    static Delivery delivery(ResultSet row, String stateColumn) throws SQLException {
        return new Delivery(
                new DeliveryId(row.getObject("id", UUID.class)),
                new InvoiceId(row.getObject("invoice_id", UUID.class)),
                new CustomerId(row.getObject("customer_id", UUID.class)),
                new ContractId(row.getObject("contract_id", UUID.class)),
                new ConfigurationId(row.getObject("configuration_id", UUID.class)),
                BillingProvider.valueOf(row.getString("provider")),
                new DeliveryMethodId(row.getObject("delivery_method_id", UUID.class)),
                DeliveryMethodType.valueOf(row.getString("method")),
                row.getString("account_key"),
                row.getString("order_key"),
                Objects.requireNonNullElse(row.getBytes("payload"), NONE),
                Objects.requireNonNullElse(row.getBytes("payload_sha256"), NONE),
                row.getBigDecimal("total"),
                Purpose.valueOf(row.getString("purpose")),
                DeliveryState.valueOf(row.getString(stateColumn)),
                row.getInt("generation"),
                row.getLong("fence"),
                row.getString("provider_ref"),
                row.getBoolean("may_exist"),
                row.getString("undone_ref"),
                Rows.optionalInstant(row, "generation_sent_at"),
                Rows.optionalInstant(row, "first_send_at"),
                Rows.optionalInstant(row, "last_send_at"),
                row.getInt("attempts"),
                row.getInt("failures"),
                Objects.requireNonNull(Rows.optionalInstant(row, "created_at")),
                Rows.optionalInstant(row, "deadline_at"));
    }

    static @Nullable OwnFailure ownFailure(ResultSet row) throws SQLException {
        String words = row.getString("own_failure");
        return words == null
                ? null
                : new OwnFailure(
                        words,
                        row.getInt("own_failures"),
                        Objects.requireNonNull(Rows.optionalInstant(row, "own_failure_at")));
    }
}
