package io.downbeat.verification;

import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The service periods of each contract as if it never ended: an end can move after the fact, the boundaries cannot.
 */
final class Grids {
    private static final String ALL = "SELECT id, starting_at, statement_frequency, statement_anchor FROM contract";
    private static final String OF_SOME = ALL + " WHERE id = ANY(:contracts)";

    private final Map<ContractKey, ServicePeriods> byContract = new LinkedHashMap<>();
    private final Set<ContractKey> known = new HashSet<>();
    private final List<ComputedCheck.Fault> unreadable;

    private Grids(JdbcClient.StatementSpec query) {
        unreadable = ReadableRows.of(query, "contract", "id", null, this::read).unreadable();
    }

    static Grids of(JdbcClient database) {
        return new Grids(database.sql(ALL));
    }

    static Grids of(JdbcClient database, Set<ContractKey> contracts) {
        return new Grids(database.sql(OF_SOME).param("contracts", ContractKey.values(contracts)));
    }

    private ServicePeriods read(ResultSet row) throws SQLException {
        ContractKey contract = new ContractKey(Rows.uuid(row, "id"));
        known.add(contract);
        var schedule = new StatementSchedule(
                Frequency.valueOf(Rows.text(row, "statement_frequency")), Rows.instant(row, "statement_anchor"));
        var periods = new ServicePeriods(schedule, Rows.instant(row, "starting_at"), null);
        byContract.put(contract, periods);
        return periods;
    }

    /** @return {@code null} if there is no such contract, or it cannot be read */
    @Nullable
    ServicePeriods of(ContractKey contract) {
        return byContract.get(contract);
    }

    /** Whether there is such a contract that can only not be read; it is told once, in {@link #unreadable}. */
    boolean isUnreadable(ContractKey contract) {
        return known.contains(contract) && !byContract.containsKey(contract);
    }

    List<ComputedCheck.Fault> unreadable() {
        return unreadable;
    }
}
