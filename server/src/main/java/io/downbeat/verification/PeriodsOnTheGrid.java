package io.downbeat.verification;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each usage invoice covers one period of its contract, or the part of one before the contract's end. */
final class PeriodsOnTheGrid implements ComputedCheck {
    private static final String INVOICES =
            "SELECT i.id, i.contract_id, i.period_start, i.period_end FROM invoice i WHERE i.type = 'USAGE'"
                    + ReadBatches.NEXT.formatted("i");

    private record Covered(UUID invoice, ContractKey contract, Instant start, Instant end) {}

    @Override
    public String name() {
        return "each_usage_invoice_covers_one_service_period";
    }

    @Override
    public CheckResult over(JdbcClient database, Span span) {
        Faults faults = new Faults();
        long[] checked = new long[1];
        ReadBatches.each(() -> database.sql(INVOICES), "invoice", PeriodsOnTheGrid::covered, batch -> {
            checked[0] += batch.rows().size();
            batch.unreadable().forEach(faults::add);
            judge(database, batch.rows(), faults);
        });
        return faults.of(checked[0]);
    }

    private static Covered covered(ResultSet row) throws SQLException {
        return new Covered(
                Rows.uuid(row, "id"),
                new ContractKey(Rows.uuid(row, "contract_id")),
                Rows.instant(row, "period_start"),
                Rows.instant(row, "period_end"));
    }

    private static void judge(JdbcClient database, List<Covered> invoices, Faults faults) {
        // Read after the invoices, so that each has its contract here.
        Grids grids =
                Grids.of(database, invoices.stream().map(Covered::contract).collect(Collectors.toSet()));
        faults.addOnce(grids.unreadable());
        invoices.stream()
                .filter(each -> !grids.isUnreadable(each.contract))
                .forEach(each -> objection(each, grids.of(each.contract)).ifPresent(faults::add));
    }

    private static Optional<Fault> objection(Covered each, @Nullable ServicePeriods grid) {
        try {
            return isOn(grid, each.start, each.end)
                    ? Optional.empty()
                    : Optional.of(new Fault(
                            each.invoice,
                            "covers " + each.start + " to " + each.end + ", which is no period of its contract"));
        } catch (RuntimeException failure) {
            return Optional.of(ReadableRows.unreadable("invoice", each.invoice.toString(), each.invoice, failure));
        }
    }

    private static boolean isOn(@Nullable ServicePeriods grid, Instant start, Instant end) {
        if (grid == null) {
            return false;
        }
        ServicePeriod whole = grid.containing(start).orElse(null);
        return whole != null && whole.start().equals(start) && start.isBefore(end) && !end.isAfter(whole.end());
    }
}
