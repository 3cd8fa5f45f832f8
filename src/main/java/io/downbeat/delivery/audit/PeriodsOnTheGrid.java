package io.downbeat.delivery.audit;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.delivery.ComputedCheck;
import io.downbeat.platform.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each usage invoice covers one period of its contract, or the part of one before the contract's end. */
final class PeriodsOnTheGrid implements ComputedCheck {
    private static final String INVOICES =
            "SELECT id, contract_id, period_start, period_end FROM invoice WHERE type = 'USAGE'";

    private record Covered(UUID invoice, UUID contract, Instant start, Instant end) {}

    @Override
    public String name() {
        return "each_usage_invoice_covers_one_service_period";
    }

    @Override
    public Looked over(JdbcClient database, Span span) {
        List<Covered> invoices = database.sql(INVOICES)
                .query((row, number) -> new Covered(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "contract_id"),
                        Rows.instant(row, "period_start"),
                        Rows.instant(row, "period_end")))
                .list();
        // Read after the invoices, so that each has its contract here.
        Map<UUID, ServicePeriods> grids = Grids.byContract(database);
        List<Fault> faults = invoices.stream()
                .filter(each -> !isOn(grids.get(each.contract), each.start, each.end))
                .map(each -> new Fault(
                        each.invoice,
                        "covers " + each.start + " to " + each.end + ", which is no period of its contract"))
                .toList();
        return new Looked(invoices.size(), faults);
    }

    private static boolean isOn(@Nullable ServicePeriods grid, Instant start, Instant end) {
        if (grid == null) {
            return false;
        }
        ServicePeriod whole = grid.containing(start).orElse(null);
        return whole != null && whole.start().equals(start) && !end.isAfter(whole.end());
    }
}
