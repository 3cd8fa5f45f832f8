package io.downbeat.contracts.filters;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.Timeline;
import io.downbeat.platform.db.Rows;
import io.downbeat.usage.UsageFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Usage filters, one for each moment at which one starts. Runs inside the caller's transaction. */
final class UsageFilterStore {
    private static final String SET = """
        INSERT INTO contract_usage_filter (customer_id, contract_id, starting_at, group_key, group_values, created_at)
        VALUES (:customer, :contract, :startingAt, :key, :values, :createdAt)
        ON CONFLICT (customer_id, contract_id, starting_at) DO UPDATE
            SET group_key = excluded.group_key, group_values = excluded.group_values, created_at = excluded.created_at
        """;
    private static final String OF_CONTRACTS = """
        SELECT contract_id, starting_at, group_key, group_values FROM contract_usage_filter
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """;

    private final JdbcClient database;

    UsageFilterStore(JdbcClient database) {
        this.database = database;
    }

    /** In place of one that starts at the same moment. */
    void set(Contract.Ref contract, Instant startingAt, UsageFilter filter, Instant now) {
        database.sql(SET)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("startingAt", Rows.at(startingAt))
                .param("key", filter.groupKey())
                .param("values", filter.groupValues().toArray(String[]::new))
                .param("createdAt", Rows.at(now))
                .update();
    }

    Map<ContractId, Timeline<UsageFilter>> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, Map<Instant, UsageFilter>> found = new HashMap<>();
        TermRows.select(database, OF_CONTRACTS, contracts).query(row -> {
            found.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), _ -> new HashMap<>())
                    .put(Rows.instant(row, "starting_at"), filter(row));
        });
        Map<ContractId, Timeline<UsageFilter>> filters = new HashMap<>();
        found.forEach((id, its) -> filters.put(id, Timeline.of(its)));
        return filters;
    }

    private static UsageFilter filter(ResultSet row) throws SQLException {
        String[] values = (String[]) row.getArray("group_values").getArray();
        return new UsageFilter(Rows.text(row, "group_key"), new LinkedHashSet<>(Arrays.asList(values)));
    }
}
