package io.downbeat.metering;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts that refuse us altogether, or ask for a pause, region by region: their slots wait, none is used up. */
final class MeterCircuitStore {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration CAP = Duration.ofMinutes(15);

    private static final String OPEN = """
        INSERT INTO meter_circuit AS c (delivery_method_id, region, open_until, failures, since, reason)
        VALUES (:deliveryMethod, :region, :now::timestamptz + :first * interval '1 second', 1, :now, :reason)
        ON CONFLICT (delivery_method_id, region) DO UPDATE SET failures = c.failures + 1, reason = :reason,
            open_until = :now::timestamptz
                + least(:cap, :first * power(2, least(c.failures, 10))) * interval '1 second'
        """;
    /** It does not make the next pause of a refusing account longer. */
    private static final String HOLD = """
        INSERT INTO meter_circuit AS c (delivery_method_id, region, open_until, failures, since, reason)
        VALUES (:deliveryMethod, :region, :until, 0, :now, :reason)
        ON CONFLICT (delivery_method_id, region) DO UPDATE SET open_until = greatest(c.open_until, :until),
            reason = :reason
        """;
    /** Until the end of their window at most: what ran out is told then. */
    private static final String HOLD_BACK = """
        UPDATE metering_record s SET next_attempt_at = least(c.open_until, s.deadline_at)
        FROM meter_circuit c
        WHERE c.delivery_method_id = :deliveryMethod AND c.region = :region
            AND s.delivery_method_id = c.delivery_method_id AND s.region = c.region
            AND s.state IN ('PENDING', 'UNKNOWN') AND s.next_attempt_at < least(c.open_until, s.deadline_at)
        """;

    private static final String CLOSE = """
        DELETE FROM meter_circuit WHERE delivery_method_id = :deliveryMethod AND region = :region
        """;
    private static final String CLOSE_ALL = "DELETE FROM meter_circuit WHERE delivery_method_id = :deliveryMethod";
    private static final String RELEASE = """
        UPDATE metering_record SET next_attempt_at = :now
        WHERE delivery_method_id = :deliveryMethod AND next_attempt_at > :now
        """;

    private final JdbcClient database;

    MeterCircuitStore(JdbcClient database) {
        this.database = database;
    }

    /** Every slot of the account waits, the first time a minute, then longer, at most a quarter of an hour. */
    void open(DeliveryMethodId deliveryMethod, String region, String reason, Instant now) {
        database.sql(OPEN)
                .param("deliveryMethod", deliveryMethod.value())
                .param("region", region)
                .param("now", Rows.at(now))
                .param("first", FIRST.toSeconds())
                .param("cap", CAP.toSeconds())
                .param("reason", reason)
                .update();
        holdBack(deliveryMethod, region);
    }

    /** The provider asks the account for a pause: every slot of it waits until then, whichever server was told. */
    void hold(DeliveryMethodId deliveryMethod, String region, String reason, Instant until, Instant now) {
        database.sql(HOLD)
                .param("deliveryMethod", deliveryMethod.value())
                .param("region", region)
                .param("until", Rows.at(until))
                .param("now", Rows.at(now))
                .param("reason", reason)
                .update();
        holdBack(deliveryMethod, region);
    }

    private void holdBack(DeliveryMethodId deliveryMethod, String region) {
        database.sql(HOLD_BACK)
                .param("deliveryMethod", deliveryMethod.value())
                .param("region", region)
                .update();
    }

    void close(DeliveryMethodId deliveryMethod, String region) {
        database.sql(CLOSE)
                .param("deliveryMethod", deliveryMethod.value())
                .param("region", region)
                .update();
    }

    /** The account has other credentials: what waited is due at once. */
    void updated(DeliveryMethodId deliveryMethod, Instant now) {
        database.sql(CLOSE_ALL).param("deliveryMethod", deliveryMethod.value()).update();
        database.sql(RELEASE)
                .param("deliveryMethod", deliveryMethod.value())
                .param("now", Rows.at(now))
                .update();
    }
}
