package io.downbeat.contracts;

import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.RateCardId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Contracts, and with the help of their parts everything that belongs to them. Runs inside the caller's transaction. */
final class ContractStore {
    private static final String ADD = """
        INSERT INTO contract (id, customer_id, name, starting_at, ending_before, rate_card_id, statement_frequency,
            statement_anchor, invoice_generation_starting_at, net_payment_terms_days,
            consolidates_scheduled_charges, multiplier_prioritization, custom_fields, uniqueness_key, renewed_from, package_id, initial_terms, created_at)
        VALUES (:id, :customer, :name, :startingAt, :endingBefore, :rateCard, :frequency,
            :anchor, :generationStartingAt, :paymentTerms,
            :consolidates, :prioritization, CAST(:customFields AS jsonb), :key, :renewedFrom, :package, CAST(:initialTerms AS jsonb), :createdAt)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String UPDATE = """
        UPDATE contract
           SET name = :name, ending_before = :endingBefore, net_payment_terms_days = :paymentTerms,
               archived_at = :archivedAt
         WHERE customer_id = :customer AND id = :id
        """;
    private static final String SELECT = "SELECT contract.* FROM contract ";
    private static final String BY_ID = SELECT + "WHERE id = :id";
    private static final String FIND = SELECT + """
        WHERE (customer_id, id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        """;
    private static final String LOCK = SELECT + "WHERE customer_id = :customer AND id = :id FOR UPDATE";
    private static final String TRY_LOCK = LOCK + " SKIP LOCKED";
    private static final String AWAIT = FIND + " ORDER BY id FOR SHARE";
    private static final String HOLD = AWAIT + " SKIP LOCKED";
    private static final String OF_CUSTOMER = """
        SELECT id FROM contract
         WHERE customer_id = :customer
           AND (:archivedToo OR archived_at IS NULL)
           AND (CAST(:from AS timestamptz) IS NULL OR starting_at >= :from)
           AND (CAST(:covering AS timestamptz) IS NULL
                OR starting_at <= :covering AND (ending_before IS NULL OR ending_before > :covering))
         ORDER BY starting_at, id
        """;
    private static final String OF_PACKAGE = """
        SELECT contract.* FROM contract
         WHERE package_id = :package
           AND (CAST(:after AS uuid) IS NULL OR id > :after)
           AND (:archivedToo OR archived_at IS NULL)
           AND (CAST(:from AS timestamptz) IS NULL OR starting_at >= :from)
           AND (CAST(:covering AS timestamptz) IS NULL
                OR starting_at <= :covering AND (ending_before IS NULL OR ending_before > :covering))
         ORDER BY id LIMIT :limit
        """;
    private static final String LIVE_OF = """
        SELECT customer_id, id FROM contract
         WHERE customer_id = ANY (:customers) AND archived_at IS NULL
           AND (ending_before IS NULL OR ending_before > :now)
        """;
    private static final String CUSTOMERS_ON = """
        SELECT DISTINCT customer_id FROM contract
         WHERE rate_card_id = :card AND archived_at IS NULL
           AND (CAST(:after AS uuid) IS NULL OR customer_id > :after)
         ORDER BY customer_id LIMIT :limit
        """;
    private static final String IS_OF_CUSTOMER =
            "SELECT EXISTS (SELECT FROM contract WHERE id = :id AND customer_id = :customer)";
    private static final String KEY_USED = "SELECT EXISTS (SELECT FROM contract WHERE uniqueness_key = :key)";
    private static final String RENEWALS = """
        SELECT renewed_from, id FROM contract
         WHERE (customer_id, renewed_from) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        """;

    /** To the millisecond, as the instant is shown. */
    private static final String CREATED_BY = """
        SELECT id FROM contract
         WHERE customer_id = :customer AND id = ANY(:ids::uuid[]) AND date_trunc('milliseconds', created_at) <= :instant
        """;

    private static final String IS_RENEWED = """
        SELECT EXISTS (SELECT FROM contract WHERE customer_id = :customer AND renewed_from = :id AND archived_at IS NULL)
        """;
    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT FROM contract)";

    /** Whether any of the contracts has a row there. */
    private static final String HAS_ROWS = """
        EXISTS (SELECT FROM %1$s WHERE (customer_id, contract_id)
            IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))) AS %1$s\
        """;

    private final JdbcClient database;
    private final ContractParts parts;
    private final String filled;

    ContractStore(JdbcClient database, ContractParts parts) {
        this.database = database;
        this.parts = parts;
        this.filled =
                "SELECT " + parts.tables().stream().map(HAS_ROWS::formatted).collect(Collectors.joining(",\n"));
    }

    static boolean areThereAny(JdbcClient database) {
        return database.sql(IS_THERE_ANY).query(Boolean.class).single();
    }

    static Refused keyUsed() {
        return Refused.conflict("This uniqueness key has already been used");
    }

    /** @throws Refused with 409 if another contract has the uniqueness key */
    void add(ContractState state) {
        Contract contract = state.contract();
        int added = changeable(ADD, contract)
                .param("startingAt", Rows.at(contract.startingAt()))
                .param(
                        "rateCard",
                        contract.rateCard() == null ? null : contract.rateCard().value())
                .param("frequency", contract.statements().frequency().name())
                .param("anchor", Rows.at(contract.statements().anchor()))
                .param("generationStartingAt", Rows.at(contract.invoiceGenerationStartingAt()))
                .param("consolidates", contract.consolidatesScheduledCharges())
                .param("prioritization", contract.multiplierPrioritization().name())
                .param("customFields", Json.write(contract.customFields()))
                .param("key", state.uniquenessKey())
                .param(
                        "renewedFrom",
                        state.renewedFrom() == null ? null : state.renewedFrom().value())
                .param(
                        "package",
                        state.packageId() == null ? null : state.packageId().value())
                .param("initialTerms", Json.write(state.initialTerms()))
                .param("createdAt", Rows.at(contract.createdAt()))
                .update();
        if (added == 0) {
            throw keyUsed();
        }
        parts.save(ContractTerms.of(contract), state.terms());
    }

    /**
     * Stores what a contract that was {@link #add added} takes over of the one that it renews.
     *
     * @return its terms with that
     */
    ContractTerms renew(ContractTerms renewed, Contract next) {
        parts.renew(renewed, next);
        return find(next.ref()).orElseThrow().terms();
    }

    /** Stores what an edit changed; the contract must be {@link #lock locked}. */
    void update(ContractTerms before, ContractTerms after) {
        changeable(UPDATE, after.contract())
                .param("archivedAt", Rows.at(after.contract().archivedAt()))
                .update();
        parts.save(before, after);
    }

    boolean isKeyUsed(String key) {
        return database.sql(KEY_USED).param("key", key).query(Boolean.class).single();
    }

    boolean isOfCustomer(ContractId id, CustomerId customer) {
        return database.sql(IS_OF_CUSTOMER)
                .param("id", id.value())
                .param("customer", customer.value())
                .query(Boolean.class)
                .single();
    }

    /** For a request that does not say whose contract it means. */
    Optional<ContractState> find(ContractId id) {
        return Optional.ofNullable(
                read(database.sql(BY_ID).param("id", id.value())).get(id));
    }

    Optional<ContractState> find(Contract.Ref contract) {
        return Optional.ofNullable(find(List.of(contract)).get(contract.contract()));
    }

    Map<ContractId, ContractState> find(Collection<Contract.Ref> contracts) {
        return read(FIND, contracts);
    }

    /** The contracts without what they agreed on, in one statement. */
    Map<ContractId, Contract> heads(Collection<Contract.Ref> contracts) {
        Map<ContractId, Contract> heads = new LinkedHashMap<>();
        if (!contracts.isEmpty()) {
            each(FIND, contracts)
                    .query((row, number) -> head(row).contract())
                    .list()
                    .forEach(contract -> heads.put(contract.id(), contract));
        }
        return heads;
    }

    /** Keeps every other edit of the contract out until the transaction ends. */
    Optional<ContractState> lock(Contract.Ref contract) {
        return lock(LOCK, contract);
    }

    /** The same, and empty as well if somebody else has it locked in any way. */
    Optional<ContractState> tryLock(Contract.Ref contract) {
        return lock(TRY_LOCK, contract);
    }

    private Optional<ContractState> lock(String locking, Contract.Ref contract) {
        return Optional.ofNullable(read(database.sql(locking)
                        .param("customer", contract.customer().value())
                        .param("id", contract.contract().value()))
                .get(contract.contract()));
    }

    /** Keeps edits of the contracts out; one that is being edited is not in the answer. */
    Map<ContractId, ContractState> hold(Collection<Contract.Ref> contracts) {
        return read(HOLD, contracts);
    }

    /** Keeps edits of the contracts out, once those that are under way have ended. */
    Map<ContractId, ContractState> await(Collection<Contract.Ref> contracts) {
        return read(AWAIT, contracts);
    }

    /**
     * The contracts of a customer in the order they start.
     *
     * @param from only those that did not end by then
     * @param covering only those that cover this moment
     */
    List<ContractId> ofCustomer(
            CustomerId customer, boolean archivedToo, @Nullable Instant from, @Nullable Instant covering) {
        return database.sql(OF_CUSTOMER)
                .param("customer", customer.value())
                .param("archivedToo", archivedToo)
                .param("from", Rows.at(from))
                .param("covering", Rows.at(covering))
                .query((row, number) -> new ContractId(Rows.uuid(row, "id")))
                .list();
    }

    /** Contracts that were created from a package, without what they agreed on, in the order they were made. */
    List<Contract> ofPackage(Contract.OfPackage wanted, @Nullable ContractId after, int limit) {
        return database.sql(OF_PACKAGE)
                .param("package", wanted.id().value())
                .param("after", after == null ? null : after.value())
                .param("archivedToo", wanted.archivedToo())
                .param("from", Rows.at(wanted.from()))
                .param("covering", Rows.at(wanted.covering()))
                .param("limit", limit)
                .query((row, number) -> head(row).contract())
                .list();
    }

    /** Those of the customers that are neither archived nor over. */
    List<Contract.Ref> live(Collection<CustomerId> customers, Instant now) {
        return database.sql(LIVE_OF)
                .param("customers", Rows.array(customers, CustomerId::value))
                .param("now", Rows.at(now))
                .query((row, number) -> new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "id"))))
                .list();
    }

    /** Whoever has a contract on the card that is not archived, in the order of their ids. */
    List<CustomerId> customersOn(RateCardId card, @Nullable CustomerId after, int limit) {
        return database.sql(CUSTOMERS_ON)
                .param("card", card.value())
                .param("after", after == null ? null : after.value())
                .param("limit", limit)
                .query((row, number) -> new CustomerId(Rows.uuid(row, "customer_id")))
                .list();
    }

    /** Whether another contract that is not archived continues it. */
    boolean isRenewed(Contract.Ref contract) {
        return database.sql(IS_RENEWED)
                .param("customer", contract.customer().value())
                .param("id", contract.contract().value())
                .query(Boolean.class)
                .single();
    }

    /** By contract, those that continue it. */
    Map<ContractId, List<ContractId>> renewals(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<ContractId>> found = new LinkedHashMap<>();
        if (!contracts.isEmpty()) {
            each(RENEWALS, contracts)
                    .query((row, number) -> found.computeIfAbsent(
                                    new ContractId(Rows.uuid(row, "renewed_from")), id -> new ArrayList<>())
                            .add(new ContractId(Rows.uuid(row, "id"))))
                    .list();
        }
        return found;
    }

    /** Those of the customer's contracts that were there at the instant. */
    Set<ContractId> createdBy(Instant instant, CustomerId customer, Collection<ContractId> contracts) {
        return contracts.isEmpty()
                ? Set.of()
                : Set.copyOf(database.sql(CREATED_BY)
                        .param("customer", customer.value())
                        .param("ids", Rows.array(contracts, ContractId::value))
                        .param("instant", Rows.at(instant))
                        .query((row, number) -> new ContractId(Rows.uuid(row, "id")))
                        .list());
    }

    private JdbcClient.StatementSpec changeable(String sql, Contract contract) {
        return database.sql(sql)
                .param("customer", contract.customer().value())
                .param("id", contract.id().value())
                .param("name", contract.name())
                .param("endingBefore", Rows.at(contract.endingBefore()))
                .param("paymentTerms", contract.netPaymentTermsDays());
    }

    private JdbcClient.StatementSpec each(String sql, Collection<Contract.Ref> contracts) {
        return database.sql(sql)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("ids", Rows.array(contracts, one -> one.contract().value()));
    }

    private Map<ContractId, ContractState> read(String sql, Collection<Contract.Ref> contracts) {
        return contracts.isEmpty() ? Map.of() : read(each(sql, contracts));
    }

    private Map<ContractId, ContractState> read(JdbcClient.StatementSpec reading) {
        List<ContractState> heads = reading.query((row, number) -> head(row)).list();
        if (heads.isEmpty()) {
            return Map.of();
        }
        List<Contract> contracts = heads.stream().map(ContractState::contract).toList();
        Map<ContractId, ContractTerms> terms = parts.load(contracts, filled(contracts));
        Map<ContractId, ContractState> states = new LinkedHashMap<>();
        heads.forEach(head -> {
            ContractId id = head.contract().id();
            states.put(id, head.with(Objects.requireNonNull(terms.get(id))));
        });
        return states;
    }

    /**
     * The parts' tables that have rows of the contracts. It is asked in a statement of its own, after the contracts are
     * locked: one that waited for the lock sees what the edit before it added, and the locking statement does not.
     */
    private Set<String> filled(Collection<Contract> contracts) {
        Map<String, Object> answers = each(
                        filled, contracts.stream().map(Contract::ref).toList())
                .query()
                .singleRow();
        return answers.entrySet().stream()
                .filter(answer -> Boolean.TRUE.equals(answer.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static ContractState head(ResultSet row) throws SQLException {
        UUID renewedFrom = Rows.optionalUuid(row, "renewed_from");
        UUID packageId = Rows.optionalUuid(row, "package_id");
        Contract contract = new Contract(
                fixed(row),
                row.getString("name"),
                Rows.optionalInstant(row, "ending_before"),
                row.getInt("net_payment_terms_days"),
                Rows.optionalInstant(row, "archived_at"));
        return new ContractState(
                ContractTerms.of(contract),
                row.getString("uniqueness_key"),
                renewedFrom == null ? null : new ContractId(renewedFrom),
                packageId == null ? null : new Contract.PackageId(packageId),
                (ObjectNode) Json.read(Rows.text(row, "initial_terms")));
    }

    private static Contract.Fixed fixed(ResultSet row) throws SQLException {
        UUID rateCard = Rows.optionalUuid(row, "rate_card_id");
        return new Contract.Fixed(
                new ContractId(Rows.uuid(row, "id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                Rows.instant(row, "starting_at"),
                rateCard == null ? null : new RateCardId(rateCard),
                new StatementSchedule(
                        Frequency.valueOf(Rows.text(row, "statement_frequency")),
                        Rows.instant(row, "statement_anchor")),
                Rows.optionalInstant(row, "invoice_generation_starting_at"),
                row.getBoolean("consolidates_scheduled_charges"),
                Contract.MultiplierPrioritization.valueOf(Rows.text(row, "multiplier_prioritization")),
                Json.readTexts(Rows.text(row, "custom_fields")),
                Rows.instant(row, "created_at"));
    }
}
