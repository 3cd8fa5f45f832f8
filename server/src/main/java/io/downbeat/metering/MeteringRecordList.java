package io.downbeat.metering;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists slots with their parts for people: newest hour first. */
final class MeteringRecordList {
    private static final String LIST = """
        SELECT m.*, (SELECT json_agg(json_build_object('invoice_id', p.invoice_id, 'cents', p.cents)
                ORDER BY p.invoice_id) FROM metering_allocation p
                WHERE p.customer_id = m.customer_id AND p.record_id = m.id)::text AS parts
        FROM metering_record m
        WHERE (:state::text IS NULL OR m.state = :state)
            AND (:configuration::uuid IS NULL OR m.configuration_id = :configuration)
            AND (:invoice::uuid IS NULL
                OR (m.customer_id, m.id) IN (SELECT p.customer_id, p.record_id FROM metered_invoice i
                    JOIN metering_allocation p ON p.customer_id = i.customer_id AND p.invoice_id = i.invoice_id
                    WHERE i.invoice_id = :invoice))
            AND (:hour::timestamptz IS NULL OR (m.hour, m.id) < (:hour, :id::uuid))
        ORDER BY m.hour DESC, m.id DESC
        LIMIT :limit
        """;

    record Filter(Optional<UUID> invoice, Optional<UUID> configuration, Optional<RecordState> state) {}

    private final JdbcClient database;

    MeteringRecordList(JdbcClient database) {
        this.database = database;
    }

    List<MeteringRecordView> list(Filter filter, Optional<PageToken> after, int limit) {
        return database.sql(LIST)
                .param("state", filter.state().map(Enum::name).orElse(null), Types.VARCHAR)
                .param("configuration", filter.configuration().orElse(null), Types.OTHER)
                .param("invoice", filter.invoice().orElse(null), Types.OTHER)
                .param(
                        "hour",
                        after.map(place -> Rows.at(place.instant(0))).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", after.map(place -> place.uuid(1)).orElse(null), Types.OTHER)
                .param("limit", limit)
                .query(MeteringRecordList::view)
                .list();
    }

    private static MeteringRecordView view(ResultSet row, int number) throws SQLException {
        List<MeteringRecordView.Part> parts = new ArrayList<>();
        Json.read(row.getString("parts"))
                .forEach(part -> parts.add(new MeteringRecordView.Part(
                        UUID.fromString(part.get("invoice_id").stringValue()),
                        part.get("cents").longValue())));
        return new MeteringRecordView(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "configuration_id"),
                Rows.uuid(row, "customer_id"),
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")),
                row.getString("region"),
                row.getString("dimension"),
                Rows.instant(row, "hour"),
                row.getLong("quantity"),
                RecordState.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getString("provider_ref"),
                row.getString("error_code"),
                row.getString("error"),
                Rows.optionalInstant(row, "next_attempt_at"),
                Rows.optionalInstant(row, "next_read_at"),
                Rows.instant(row, "deadline_at"),
                parts);
    }
}
