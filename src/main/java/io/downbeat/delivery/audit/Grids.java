package io.downbeat.delivery.audit;

import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.platform.Rows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The service periods of each contract as if it never ended: an end can move after the fact, the boundaries cannot.
 */
final class Grids {
    private static final String ALL = "SELECT id, starting_at, statement_frequency, statement_anchor FROM contract";

    private Grids() {}

    static Map<UUID, ServicePeriods> byContract(JdbcClient database) {
        Map<UUID, ServicePeriods> all = new LinkedHashMap<>();
        database.sql(ALL).query(row -> {
            var schedule = new StatementSchedule(
                    Frequency.valueOf(Rows.text(row, "statement_frequency")), Rows.instant(row, "statement_anchor"));
            all.put(Rows.uuid(row, "id"), new ServicePeriods(schedule, Rows.instant(row, "starting_at"), null));
        });
        return all;
    }
}
