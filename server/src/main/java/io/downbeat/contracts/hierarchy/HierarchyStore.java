package io.downbeat.contracts.hierarchy;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.RateCardId;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Parents and children in the database. Runs inside the caller's transaction. */
final class HierarchyStore {
    /** Inserts of what refers to the contract do not wait for this; edits of it, and other new children, do. */
    private static final String LOCK = """
        SELECT c.archived_at, h.is_child
          FROM contract c LEFT JOIN contract_hierarchy h ON h.customer_id = c.customer_id AND h.contract_id = c.id
         WHERE c.customer_id = :customer AND c.id = :contract FOR NO KEY UPDATE OF c
        """;

    private static final String ACTIVE_CHILDREN = """
        SELECT count(*) FROM contract_hierarchy h
          JOIN contract c ON c.customer_id = h.customer_id AND c.id = h.contract_id
         WHERE h.is_child AND h.parent_customer_id = :customer AND h.parent_contract_id = :contract
           AND c.archived_at IS NULL AND (c.ending_before IS NULL OR c.ending_before > :now)
        """;
    private static final String ADD_PARENT = """
        INSERT INTO contract_hierarchy (customer_id, contract_id, is_child, invoice_consolidation_type)
        VALUES (:customer, :contract, false, :consolidation)
        ON CONFLICT (customer_id, contract_id) DO NOTHING
        """;
    private static final String ADD_CHILD = """
        INSERT INTO contract_hierarchy (customer_id, contract_id, is_child, parent_customer_id, parent_contract_id,
            parent_is_child, payer, usage_statement_behavior)
        VALUES (:customer, :contract, true, :parentCustomer, :parentContract, false, :payer, :statements)
        """;
    /** The rows of the contracts themselves, and behind each parent's those of its children. */
    private static final String OF_CONTRACTS = """
        SELECT h.contract_id AS of, h.*, NULL::timestamptz AS created_at, NULL::timestamptz AS archived_at
          FROM contract_hierarchy h
         WHERE (h.customer_id, h.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        UNION ALL
        SELECT h.parent_contract_id, h.*, c.created_at, c.archived_at
          FROM contract_hierarchy h JOIN contract c ON c.customer_id = h.customer_id AND c.id = h.contract_id
         WHERE h.is_child AND (h.parent_customer_id, h.parent_contract_id)
               IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY of, contract_id
        """;

    private static final String PARENTS = """
        SELECT DISTINCT parent_customer_id FROM contract_hierarchy
        WHERE is_child AND customer_id = ANY (:customers::uuid[])
        """;

    /** Of customers whom the first part chooses and the second one lists; they themselves too. */
    private static final String FAMILIES = """
        WITH parent AS (
            SELECT parent_customer_id AS customer_id, parent_contract_id AS contract_id FROM contract_hierarchy
             WHERE is_child AND customer_id %1$s
            UNION
            SELECT customer_id, contract_id FROM contract_hierarchy
             WHERE NOT is_child AND customer_id %1$s)
        %2$s
        UNION
        SELECT customer_id FROM parent
        UNION
        SELECT h.customer_id FROM contract_hierarchy h JOIN parent p
            ON h.parent_customer_id = p.customer_id AND h.parent_contract_id = p.contract_id
         WHERE h.is_child
        """;

    private static final String FAMILIES_OF =
            FAMILIES.formatted("= ANY (:customers::uuid[])", "SELECT unnest(:customers::uuid[]) AS customer_id");

    /** Archived contracts too: so an index has the whole answer, and a family that is named for one loses nothing by it. */
    private static final String ON_CARDS = "SELECT customer_id FROM contract WHERE rate_card_id = ANY (:cards::uuid[])";

    private static final String FAMILIES_ON = FAMILIES.formatted("IN (" + ON_CARDS + ")", ON_CARDS);

    /** Whom the contract's provider schedule names now or later. */
    private static final String CONFIGURATIONS = """
        SELECT DISTINCT provider_configuration_id FROM provider_segment s
         WHERE s.customer_id = :customer AND s.contract_id = :contract AND s.provider_configuration_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM provider_segment n WHERE n.customer_id = s.customer_id
                AND n.contract_id = s.contract_id AND n.sequence > s.sequence AND n.effective_at = s.effective_at)
           AND NOT EXISTS (SELECT FROM provider_segment n WHERE n.customer_id = s.customer_id
                AND n.contract_id = s.contract_id AND n.effective_at > s.effective_at AND n.effective_at <= :from)
        """;

    /** A contract that is to be a parent, as it is while it is locked. */
    record Candidate(boolean isArchived, boolean isChild) {}

    private final JdbcClient database;

    HierarchyStore(JdbcClient database) {
        this.database = database;
    }

    /** Keeps everybody else from adding children to the contract until the transaction ends. */
    Optional<Candidate> lock(Contract.Ref contract) {
        return of(LOCK, contract)
                .query((row, number) ->
                        new Candidate(Rows.optionalInstant(row, "archived_at") != null, row.getBoolean("is_child")))
                .optional();
    }

    /** Children of the contract that are neither archived nor over. */
    int activeChildren(Contract.Ref parent, Instant now) {
        return of(ACTIVE_CHILDREN, parent)
                .param("now", Rows.at(now))
                .query(Integer.class)
                .single();
    }

    /** Those that the contract is billed through at the moment or later. */
    List<ConfigurationId> configurations(Contract.Ref contract, Instant from) {
        return of(CONFIGURATIONS, contract)
                .param("from", Rows.at(from))
                .query((row, number) -> new ConfigurationId(Rows.uuid(row, "provider_configuration_id")))
                .list();
    }

    void add(Contract.Ref contract, Hierarchy hierarchy) {
        switch (hierarchy) {
            case Hierarchy.Standalone _ -> {}
            case Hierarchy.Parent parent -> addParent(contract, parent.consolidation());
            case Hierarchy.Child child -> {
                addParent(child.parent(), null);
                of(ADD_CHILD, contract)
                        .param("parentCustomer", child.parent().customer().value())
                        .param("parentContract", child.parent().contract().value())
                        .param("payer", child.payer().name())
                        .param("statements", child.usageStatements().name())
                        .update();
            }
        }
    }

    /** A parent that was none before its first child said nothing of consolidation. */
    private void addParent(Contract.Ref contract, Hierarchy.@Nullable Consolidation consolidation) {
        of(ADD_PARENT, contract)
                .param("consolidation", consolidation == null ? null : consolidation.name())
                .update();
    }

    Map<ContractId, Hierarchy> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, Hierarchy> found = new HashMap<>();
        Map<ContractId, List<Hierarchy.Member>> children = new HashMap<>();
        TermRows.select(database, OF_CONTRACTS, contracts).query(row -> {
            ContractId of = new ContractId(Rows.uuid(row, "of"));
            Instant createdAt = Rows.optionalInstant(row, "created_at");
            if (createdAt == null) {
                found.put(of, hierarchy(row));
            } else {
                children.computeIfAbsent(of, _ -> new ArrayList<>())
                        .add(new Hierarchy.Member(
                                ref(row, "customer_id", "contract_id"),
                                Hierarchy.Payer.valueOf(Rows.text(row, "payer")),
                                statements(row),
                                createdAt,
                                Rows.optionalInstant(row, "archived_at")));
            }
        });
        children.forEach((of, its) -> found.computeIfPresent(
                of,
                (_, parent) -> parent instanceof Hierarchy.Parent(var _, Hierarchy.Consolidation consolidation)
                        ? new Hierarchy.Parent(its, consolidation)
                        : parent));
        return found;
    }

    private static Hierarchy hierarchy(ResultSet row) throws SQLException {
        if (row.getBoolean("is_child")) {
            return new Hierarchy.Child(
                    ref(row, "parent_customer_id", "parent_contract_id"),
                    Hierarchy.Payer.valueOf(Rows.text(row, "payer")),
                    statements(row));
        }
        String consolidation = row.getString("invoice_consolidation_type");
        return new Hierarchy.Parent(
                List.of(), consolidation == null ? null : Hierarchy.Consolidation.valueOf(consolidation));
    }

    private static Hierarchy.UsageStatements statements(ResultSet row) throws SQLException {
        return Hierarchy.UsageStatements.valueOf(Rows.text(row, "usage_statement_behavior"));
    }

    private static Contract.Ref ref(ResultSet row, String customer, String contract) throws SQLException {
        return new Contract.Ref(new CustomerId(Rows.uuid(row, customer)), new ContractId(Rows.uuid(row, contract)));
    }

    private JdbcClient.StatementSpec of(String sql, Contract.Ref contract) {
        return database.sql(sql)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value());
    }

    Set<CustomerId> families(Collection<CustomerId> customers) {
        return customers(
                database.sql(FAMILIES_OF).param("customers", Rows.array(customers, CustomerId::value)), "customer_id");
    }

    Set<CustomerId> familiesOn(Collection<RateCardId> cards) {
        return customers(database.sql(FAMILIES_ON).param("cards", Rows.array(cards, RateCardId::value)), "customer_id");
    }

    Set<CustomerId> parents(Collection<CustomerId> customers) {
        return customers(
                database.sql(PARENTS).param("customers", Rows.array(customers, CustomerId::value)),
                "parent_customer_id");
    }

    private static Set<CustomerId> customers(JdbcClient.StatementSpec statement, String column) {
        return Set.copyOf(statement
                .query((row, number) -> new CustomerId(Rows.uuid(row, column)))
                .list());
    }
}
