package io.downbeat.connectors.netsuite;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each account is asked about its open invoices next. */
class NetsuiteStatusStore {
    private static final String DUE = "SELECT delivery_method_id, due_at FROM netsuite_status";

    private static final String CLAIM = """
        INSERT INTO netsuite_status AS s (delivery_method_id, due_at)
        SELECT method, :next FROM unnest(:methods::uuid[]) AS method
        ON CONFLICT (delivery_method_id) DO UPDATE SET due_at = excluded.due_at WHERE s.due_at <= :now
        RETURNING delivery_method_id
        """;

    private final JdbcClient database;

    NetsuiteStatusStore(JdbcClient database) {
        this.database = database;
    }

    /** Of every account that was ever asked. */
    Map<DeliveryMethodId, Instant> due() {
        Map<DeliveryMethodId, Instant> due = new HashMap<>();
        database.sql(DUE)
                .query((row, number) -> due.put(
                        new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")), Rows.instant(row, "due_at")))
                .list();
        return due;
    }

    /** Moves their next look away first: of two servers one gets each, and a look that fails is simply the next one's. */
    List<DeliveryMethodId> claim(Collection<DeliveryMethodId> methods, Instant now, Instant next) {
        return database.sql(CLAIM)
                .param("methods", methods.stream().map(DeliveryMethodId::value).toArray(UUID[]::new))
                .param("now", Rows.at(now))
                .param("next", Rows.at(next))
                .query((row, number) -> new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")))
                .list();
    }
}
