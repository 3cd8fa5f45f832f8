package io.downbeat.delivery.engine;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.CreditTypes;
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
public final class DeliveryRows {
    private static final byte[] NONE = {};

    private DeliveryRows() {}

    /** @param stateColumn {@code state}, or {@code claimed_from} for a row that was just claimed */
    public static Delivery delivery(ResultSet row, String stateColumn) throws SQLException {
        return new Delivery(
                new DeliveryId(Rows.uuid(row, "id")),
                new InvoiceId(Rows.uuid(row, "invoice_id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                destination(row),
                payload(row),
                total(row),
                progress(row, stateColumn));
    }

    private static Delivery.Destination destination(ResultSet row) throws SQLException {
        return new Delivery.Destination(
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                BillingProvider.valueOf(row.getString("provider")),
                DeliveryMethodType.valueOf(row.getString("method")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                row.getString("account_key"));
    }

    private static Delivery.Payload payload(ResultSet row) throws SQLException {
        return new Delivery.Payload(
                Objects.requireNonNullElse(row.getBytes("payload"), NONE),
                Objects.requireNonNullElse(row.getBytes("payload_sha256"), NONE),
                row.getString("order_key"),
                Rows.optionalInstant(row, "deadline_at"));
    }

    public static Amount total(ResultSet row) throws SQLException {
        UUID currency = Rows.uuid(row, "credit_type_id");
        return new Amount(
                row.getBigDecimal("total"),
                CreditTypes.find(currency).orElseThrow(() -> new IllegalStateException("no currency " + currency)));
    }

    private static Delivery.Progress progress(ResultSet row, String stateColumn) throws SQLException {
        return new Delivery.Progress(
                Purpose.valueOf(row.getString("purpose")),
                DeliveryState.valueOf(row.getString(stateColumn)),
                row.getInt("generation"),
                row.getLong("fence"),
                row.getString("provider_ref"),
                row.getBoolean("may_exist"),
                row.getString("undone_ref"),
                row.getInt("discarded"),
                new Delivery.Sends(
                        Rows.optionalInstant(row, "generation_sent_at"),
                        Rows.optionalInstant(row, "first_send_at"),
                        Rows.optionalInstant(row, "last_send_at")),
                row.getInt("failures"));
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
