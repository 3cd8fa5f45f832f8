package io.downbeat.contracts.rows;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows that belong to contracts, of several contracts at once. */
public final class TermRows {
    private TermRows() {}

    /** One row as one term. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @param sql with {@code :customers} and {@code :contracts}, the two parts of the contracts' keys side by side */
    public static JdbcClient.StatementSpec select(JdbcClient database, String sql, Collection<Contract.Ref> contracts) {
        return database.sql(sql)
                .param("customers", Rows.array(contracts, of -> of.customer().value()))
                .param("contracts", Rows.array(contracts, of -> of.contract().value()));
    }

    /**
     * The terms by contract, in the order of the rows; a contract without any is not in the answer.
     *
     * @param sql as in {@link #select}; its rows name their {@code contract_id}
     */
    public static <T> Map<ContractId, List<T>> lists(
            JdbcClient database, String sql, Collection<Contract.Ref> contracts, Reader<T> reader) {
        Map<ContractId, List<T>> lists = new HashMap<>();
        select(database, sql, contracts).query(row -> {
            lists.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), _ -> new ArrayList<>())
                    .add(reader.read(row));
        });
        lists.replaceAll((_, terms) -> List.copyOf(terms));
        return lists;
    }
}
