package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which accounts have open invoices, and when each is asked about them next. */
class NetsuiteStatusStore {
    /** As the partial index has it. */
    private static final String IS_OPEN = """
        d.provider = 'NETSUITE' AND d.state IN ('SENT', 'CONFIRMED')
        AND d.external_status IN ('SENT', 'DRAFT', 'FINALIZED', 'PARTIALLY_PAID')
        """;

    private static final String ACCOUNTS = """
        SELECT a.delivery_method_id, coalesce(s.due_at, oldest.since + CAST(:every AS interval)) AS due_at
        FROM account_circuit a
        LEFT JOIN netsuite_status s ON s.delivery_method_id = a.delivery_method_id
        CROSS JOIN LATERAL (
            SELECT d.changed_at AS since FROM delivery d WHERE d.delivery_method_id = a.delivery_method_id AND %s
            ORDER BY d.changed_at LIMIT 1) oldest
        WHERE a.provider = 'NETSUITE'
        """.formatted(IS_OPEN);

    private static final String NEXT_DUE = "SELECT min(due_at) FROM (" + ACCOUNTS + ") accounts";

    private static final String CLAIM = """
        INSERT INTO netsuite_status AS s (delivery_method_id, due_at)
        SELECT delivery_method_id, CAST(:next AS timestamptz) FROM (%s) accounts WHERE due_at <= :now
        ON CONFLICT (delivery_method_id) DO UPDATE SET due_at = excluded.due_at WHERE s.due_at <= :now
        RETURNING delivery_method_id
        """.formatted(ACCOUNTS);

    private static final String OPEN = """
        SELECT d.id, d.provider_ref, d.external_status FROM delivery d
        WHERE d.delivery_method_id = :method AND %s ORDER BY d.changed_at
        """.formatted(IS_OPEN);

    private final JdbcClient database;

    NetsuiteStatusStore(JdbcClient database) {
        this.database = database;
    }

    /** @param externalStatus what is known by now */
    record Open(DeliveryId id, String ref, String externalStatus) {}

    Optional<Instant> nextDue(Duration every) {
        return database.sql(NEXT_DUE)
                .param("every", every.toString())
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** Moves their next look away first: of two servers one gets each, and a look that fails is simply the next one's. */
    List<DeliveryMethodId> claim(Instant now, Duration every) {
        return database.sql(CLAIM)
                .param("every", every.toString())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("next", now.plus(every).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new DeliveryMethodId(row.getObject(1, UUID.class)))
                .list();
    }

    List<Open> open(DeliveryMethodId method) {
        return database.sql(OPEN)
                .param("method", method.value())
                .query((row, number) -> new Open(
                        new DeliveryId(row.getObject("id", UUID.class)),
                        row.getString("provider_ref"),
                        row.getString("external_status")))
                .list();
    }
}
