package io.downbeat.verification;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each usage invoice covers one period of its contract, or the part of one before the contract's end. */
final class PeriodsOnTheGrid implements ComputedCheck {
    private static final String INVOICES =
            "SELECT id, contract_id, period_start, period_end FROM invoice WHERE type = 'USAGE'";

    private record Covered(UUID invoice, ContractKey contract, Instant start, Instant end) {}

    @Override
    public String name() {
        return "each_usage_invoice_covers_one_service_period";
    }

    @Override
    public CheckResult over(JdbcClient database, Span span) {
        ReadableRows<Covered> invoices = ReadableRows.of(
                database.sql(INVOICES),
                "invoice",
                "id",
                "id",
                row -> new Covered(
                        Rows.uuid(row, "id"),
                        new ContractKey(Rows.uuid(row, "contract_id")),
                        Rows.instant(row, "period_start"),
                        Rows.instant(row, "period_end")));
        // Read after the invoices, so that each has its contract here.
        Grids grids = Grids.of(database);
        List<Fault> faults = new ArrayList<>(invoices.unreadable());
        faults.addAll(grids.unreadable());
        invoices.rows().stream()
                .filter(each -> !grids.isUnreadable(each.contract))
                .forEach(each -> objection(each, grids.of(each.contract)).ifPresent(faults::add));
        return new CheckResult(invoices.rows().size(), faults);
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
