package io.downbeat.delivery.audit;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.delivery.ComputedCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each usage invoice covers one period of its contract, or the part of one before the contract's end. */
final class PeriodsOnTheGrid implements ComputedCheck {
    private static final String INVOICES =
            "SELECT id, contract_id, period_start, period_end FROM invoice WHERE type = 'USAGE'";

    @Override
    public String name() {
        return "each_usage_invoice_covers_one_service_period";
    }

    @Override
    public Looked over(JdbcClient database, Span span) {
        Map<UUID, ServicePeriods> grids = Grids.byContract(database);
        List<Fault> faults = new ArrayList<>();
        long[] checked = {0};
        database.sql(INVOICES).query(row -> {
            checked[0]++;
            Instant start = Rows.instant(row, "period_start");
            Instant end = Rows.instant(row, "period_end");
            ServicePeriods grid = grids.get(Rows.uuid(row, "contract_id"));
            if (!isOn(grid, start, end)) {
                faults.add(new Fault(
                        Rows.uuid(row, "id"),
                        "covers " + start + " to " + end + ", which is no period of its contract"));
            }
        });
        return new Looked(checked[0], faults);
    }

    private static boolean isOn(@Nullable ServicePeriods grid, Instant start, Instant end) {
        if (grid == null) {
            return false;
        }
        ServicePeriod whole = grid.containing(start).orElse(null);
        return whole != null && whole.start().equals(start) && !end.isAfter(whole.end());
    }
}
