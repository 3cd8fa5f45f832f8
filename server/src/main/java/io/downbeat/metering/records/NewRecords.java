package io.downbeat.metering.records;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.platform.db.Rows;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes records: one for each hour of a buyer and dimension. Runs inside a transaction of its caller. */
public final class NewRecords {
    private static final String TAKEN = """
        SELECT buyer_key, hour FROM metering_record
        WHERE buyer_key = ANY(:buyers) AND dimension = :dimension AND hour >= :from
        """;
    private static final String ADD = """
        INSERT INTO metering_record (customer_id, id, configuration_id, dimension, hour, quantity, billing_provider,
            delivery_method, delivery_method_id, region, batch_key, buyer_key, payload, payload_sha256, state,
            created_at, next_attempt_at, deadline_at, alarm_at)
        SELECT c.customer_id, :id, c.configuration_id, :dimension, :hour, :quantity, c.billing_provider,
            c.delivery_method, c.delivery_method_id, c.region, c.batch_key, c.buyer_key, :payload,
            encode(sha256(convert_to(:payload, 'UTF8')), 'hex'), 'PENDING', :now,
            least(:deadline, :now), :deadline, :alarm
        FROM metered_configuration c WHERE c.customer_id = :customer AND c.configuration_id = :configuration
        ON CONFLICT DO NOTHING
        """;
    private static final String ADD_PARTS = """
        INSERT INTO metering_allocation (customer_id, record_id, invoice_id, cents)
        SELECT :customer, :record, p.invoice_id, p.cents
        FROM unnest(:invoices::uuid[], :cents::bigint[]) AS p(invoice_id, cents)
        """;

    private final JdbcClient database;

    NewRecords(JdbcClient database) {
        this.database = database;
    }

    /** The hours of each buyer that hold a record, in whatever state. */
    public Map<String, Set<Instant>> taken(Collection<String> buyers, String dimension, Instant from) {
        Map<String, Set<Instant>> taken = new HashMap<>();
        database.sql(TAKEN)
                .param("buyers", buyers.toArray(String[]::new))
                .param("dimension", dimension)
                .param("from", Rows.at(from))
                .query(row -> {
                    taken.computeIfAbsent(row.getString("buyer_key"), buyer -> new HashSet<>())
                            .add(Rows.instant(row, "hour"));
                });
        return taken;
    }

    /** A record to be made; everything in it is frozen from then on. */
    public record NewRecord(
            UUID id,
            ConfigurationRef configuration,
            String dimension,
            Instant hour,
            Map<InvoiceId, Long> parts,
            long quantity,
            String payload,
            Instant deadline) {}

    /** @return false if the hour was taken meanwhile: nothing was written */
    public boolean add(NewRecord made, Instant now) {
        int added = database.sql(ADD)
                .param("id", made.id())
                .param("customer", made.configuration().customer().value())
                .param("configuration", made.configuration().configuration().value())
                .param("dimension", made.dimension())
                .param("hour", Rows.at(made.hour()))
                .param("quantity", made.quantity())
                .param("payload", made.payload())
                .param("now", Rows.at(now))
                .param("deadline", Rows.at(made.deadline()))
                .param(
                        "alarm",
                        Rows.at(UnconfirmedRecord.firstAlarm(made.hour(), made.deadline(), now)),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        if (added == 0) {
            return false;
        }
        database.sql(ADD_PARTS)
                .param("customer", made.configuration().customer().value())
                .param("record", made.id())
                .param(
                        "invoices",
                        Rows.array(made.parts().keySet().stream()
                                .map(InvoiceId::value)
                                .toList()))
                .param("cents", made.parts().values().toArray(Long[]::new))
                .update();
        return true;
    }
}
