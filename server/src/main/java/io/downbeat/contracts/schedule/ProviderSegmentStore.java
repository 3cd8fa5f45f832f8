package io.downbeat.contracts.schedule;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractEditId;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log of segments and the schedule it amounts to. Runs inside the caller's transaction. */
final class ProviderSegmentStore {
    private static final String ADD = """
        INSERT INTO provider_segment
            (customer_id, id, contract_id, provider_configuration_id, effective_at, created_at, contract_edit_id)
        VALUES (:customer, :id, :contract, :configuration, :effectiveAt, :createdAt, :edit)
        """;
    /** Of each contract the segments it goes by: its parent's where that one pays for it, else its own. */
    private static final String OF_PAYERS = """
          FROM unnest(:customers::uuid[], :contracts::uuid[]) AS w (customer_id, contract_id)
            LEFT JOIN contract_hierarchy h ON h.customer_id = w.customer_id AND h.contract_id = w.contract_id
                AND h.payer = 'PARENT'
            JOIN provider_segment s ON s.customer_id = coalesce(h.parent_customer_id, w.customer_id)
                AND s.contract_id = coalesce(h.parent_contract_id, w.contract_id)
        """;

    private static final String VISIBLE = """
        SELECT DISTINCT ON (w.contract_id, s.effective_at)
               s.id, w.contract_id, s.provider_configuration_id, s.effective_at, s.created_at, s.contract_edit_id
        """ + OF_PAYERS + """
         ORDER BY w.contract_id, s.effective_at, s.sequence DESC
        """;
    private static final String HISTORY = """
        SELECT provider_configuration_id, effective_at, created_at, contract_edit_id,
            row_number() OVER (PARTITION BY effective_at ORDER BY sequence DESC) = 1 AS in_force
          FROM provider_segment WHERE customer_id = :customer AND contract_id = :contract
         ORDER BY sequence DESC
        """;
    private static final String IN_FORCE = """
        SELECT DISTINCT ON (w.contract_id) w.contract_id, s.provider_configuration_id
        """ + OF_PAYERS + """
         WHERE s.effective_at <= :now
         ORDER BY w.contract_id, s.effective_at DESC, s.sequence DESC
        """;
    private static final String CONTRACTS_USING = """
        SELECT s.customer_id, s.contract_id FROM provider_segment s
         WHERE s.customer_id = :customer AND s.provider_configuration_id IN (:configurations)
        UNION
        SELECT h.customer_id, h.contract_id FROM provider_segment s
            JOIN contract_hierarchy h ON h.parent_customer_id = s.customer_id AND h.parent_contract_id = s.contract_id
                AND h.payer = 'PARENT'
         WHERE s.customer_id = :customer AND s.provider_configuration_id IN (:configurations)
         ORDER BY contract_id
        """;

    private final JdbcClient database;

    ProviderSegmentStore(JdbcClient database) {
        this.database = database;
    }

    void add(Contract.Ref contract, ProviderSegment segment) {
        database.sql(ADD)
                .param("id", segment.id())
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param(
                        "configuration",
                        segment.configuration() == null
                                ? null
                                : segment.configuration().value())
                .param("effectiveAt", Rows.at(segment.effectiveAt()))
                .param("createdAt", Rows.at(segment.createdAt()))
                .param(
                        "edit",
                        segment.editId() == null ? null : segment.editId().value())
                .update();
    }

    /** The segments in force per boundary; a contract that never had one is not in the answer. */
    Map<ContractId, Timeline<ProviderSegment>> visible(Collection<Contract.Ref> contracts) {
        Map<ContractId, Map<Instant, ProviderSegment>> found = new HashMap<>();
        TermRows.select(database, VISIBLE, contracts)
                .query((row, number) -> {
                    ProviderSegment segment = read(row);
                    found.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), id -> new HashMap<>())
                            .put(segment.effectiveAt(), segment);
                    return segment;
                })
                .list();
        Map<ContractId, Timeline<ProviderSegment>> schedules = new HashMap<>();
        found.forEach((id, segments) -> schedules.put(id, Timeline.of(segments)));
        return schedules;
    }

    /** Through which configuration each contract is billed at the moment; without those that are billed by nobody. */
    Map<ContractId, ConfigurationId> inForce(Collection<Contract.Ref> contracts, Instant now) {
        Map<ContractId, ConfigurationId> found = new HashMap<>();
        TermRows.select(database, IN_FORCE, contracts)
                .param("now", Rows.at(now))
                .query(row -> {
                    UUID configuration = Rows.optionalUuid(row, "provider_configuration_id");
                    if (configuration != null) {
                        found.put(new ContractId(Rows.uuid(row, "contract_id")), new ConfigurationId(configuration));
                    }
                });
        return found;
    }

    /** Every segment there ever was, the one made last first. */
    List<ScheduleChange> history(Contract.Ref contract) {
        return database.sql(HISTORY)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query((row, number) -> {
                    UUID configuration = Rows.optionalUuid(row, "provider_configuration_id");
                    UUID edit = Rows.optionalUuid(row, "contract_edit_id");
                    return new ScheduleChange(
                            configuration == null ? null : new ConfigurationId(configuration),
                            Rows.instant(row, "effective_at"),
                            Rows.instant(row, "created_at"),
                            edit == null ? null : new ContractEditId(edit),
                            row.getBoolean("in_force"));
                })
                .list();
    }

    /**
     * Contracts that point or pointed at one of the customer's configurations, and the children, of whichever customer, that
     * such a contract pays for; in order of id.
     */
    List<Contract.Ref> contractsUsing(CustomerId customer, Collection<ConfigurationId> configurations) {
        return database.sql(CONTRACTS_USING)
                .param("customer", customer.value())
                .param(
                        "configurations",
                        configurations.stream().map(ConfigurationId::value).toList())
                .query((row, number) -> new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id"))))
                .list();
    }

    private static ProviderSegment read(ResultSet row) throws SQLException {
        UUID configuration = Rows.optionalUuid(row, "provider_configuration_id");
        UUID edit = Rows.optionalUuid(row, "contract_edit_id");
        return new ProviderSegment(
                Rows.uuid(row, "id"),
                configuration == null ? null : new ConfigurationId(configuration),
                Rows.instant(row, "effective_at"),
                Rows.instant(row, "created_at"),
                edit == null ? null : new ContractEditId(edit));
    }
}
