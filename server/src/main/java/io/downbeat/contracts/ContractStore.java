package io.downbeat.contracts;

import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Contracts with everything that belongs to them. Runs inside the caller's transaction. */
final class ContractStore {
    private static final String ADD = """
        INSERT INTO contract (id, customer_id, name, starting_at, ending_before, rate_card_id, statement_frequency,
            statement_anchor, invoice_generation_starting_at, net_payment_terms_days,
            consolidates_scheduled_charges, spend_threshold_configuration,
            prepaid_balance_threshold_configuration, custom_fields, uniqueness_key, renewed_from, initial_terms,
            created_at)
        VALUES (:id, :customer, :name, :startingAt, :endingBefore, :rateCard, :frequency,
            :anchor, :generationStartingAt, :paymentTerms,
            :consolidates, CAST(:spend AS jsonb),
            CAST(:prepaid AS jsonb), CAST(:customFields AS jsonb), :key, :renewedFrom, CAST(:initialTerms AS jsonb),
            :createdAt)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String UPDATE = """
        UPDATE contract
           SET name = :name, ending_before = :endingBefore, net_payment_terms_days = :paymentTerms,
               spend_threshold_configuration = CAST(:spend AS jsonb),
               prepaid_balance_threshold_configuration = CAST(:prepaid AS jsonb), archived_at = :archivedAt
         WHERE id = :id
        """;
    private static final String SELECT = "SELECT contract.* FROM contract ";
    private static final String FIND = SELECT + "WHERE id IN (:ids)";
    private static final String LOCK = SELECT + "WHERE id IN (:ids) ORDER BY id FOR UPDATE";
    private static final String HOLD = SELECT + "WHERE id IN (:ids) ORDER BY id FOR SHARE SKIP LOCKED";
    private static final String OF_CUSTOMER = """
        SELECT id FROM contract
         WHERE customer_id = :customer
           AND (:archivedToo OR archived_at IS NULL)
           AND (CAST(:from AS timestamptz) IS NULL OR ending_before IS NULL OR ending_before > :from)
           AND (CAST(:covering AS timestamptz) IS NULL
                OR starting_at <= :covering AND (ending_before IS NULL OR ending_before > :covering))
         ORDER BY starting_at, id
        """;
    private static final String IS_OF_CUSTOMER =
            "SELECT EXISTS (SELECT FROM contract WHERE id = :id AND customer_id = :customer)";
    private static final String KEY_USED = "SELECT EXISTS (SELECT FROM contract WHERE uniqueness_key = :key)";
    private static final String RENEWALS = "SELECT renewed_from, id FROM contract WHERE renewed_from IN (:ids)";

    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT FROM contract)";

    private final JdbcClient database;
    private final ProviderSegmentStore segments;
    private final ScheduledChargeStore charges;

    ContractStore(JdbcClient database, ProviderSegmentStore segments, ScheduledChargeStore charges) {
        this.database = database;
        this.segments = segments;
        this.charges = charges;
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
        int added = changeable(ADD, state)
                .param("customer", contract.customer().value())
                .param("startingAt", Columns.timestamp(contract.startingAt()))
                .param(
                        "rateCard",
                        contract.rateCard() == null ? null : contract.rateCard().value())
                .param("frequency", contract.statements().frequency().name())
                .param("anchor", Columns.timestamp(contract.statements().anchor()))
                .param("generationStartingAt", Columns.timestamp(contract.invoiceGenerationStartingAt()))
                .param("consolidates", contract.consolidatesScheduledCharges())
                .param("customFields", Json.write(contract.customFields()))
                .param("key", state.uniquenessKey())
                .param(
                        "renewedFrom",
                        state.renewedFrom() == null ? null : state.renewedFrom().value())
                .param("initialTerms", Json.write(state.initialTerms()))
                .param("createdAt", Columns.timestamp(contract.createdAt()))
                .update();
        if (added == 0) {
            throw keyUsed();
        }
        state.terms().charges().forEach(charge -> charges.save(contract.id(), charge));
        state.terms().schedule().segments().forEach(segment -> segments.add(contract.id(), segment.value()));
    }

    /** Stores what an edit changed; the contract must be {@link #lock locked}. */
    void update(ContractState before, ContractState after) {
        changeable(UPDATE, after)
                .param("archivedAt", Columns.timestamp(after.contract().archivedAt()))
                .update();
        ContractId id = after.contract().id();
        after.terms().charges().stream()
                .filter(charge -> !before.terms().charges().contains(charge))
                .forEach(charge -> charges.save(id, charge));
        after.terms().schedule().segments().stream()
                .map(Timeline.Segment::value)
                .filter(segment -> before.terms().schedule().segments().stream()
                        .noneMatch(old -> old.value().equals(segment)))
                .forEach(segment -> segments.add(id, segment));
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

    Optional<ContractState> find(ContractId id) {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    Map<ContractId, ContractState> find(Collection<ContractId> ids) {
        return read(FIND, ids);
    }

    /** Keeps every other edit of the contract out until the transaction ends. */
    Optional<ContractState> lock(ContractId id) {
        return Optional.ofNullable(read(LOCK, List.of(id)).get(id));
    }

    /** Keeps edits of the contracts out; one that is being edited is not in the answer. */
    Map<ContractId, ContractState> hold(Collection<ContractId> ids) {
        return read(HOLD, ids);
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
                .param("from", Columns.timestamp(from))
                .param("covering", Columns.timestamp(covering))
                .query((row, number) -> new ContractId(Columns.uuid(row, "id")))
                .list();
    }

    /** By contract, those that continue it. */
    Map<ContractId, List<ContractId>> renewals(Collection<ContractId> ids) {
        Map<ContractId, List<ContractId>> found = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            database.sql(RENEWALS)
                    .param("ids", values(ids))
                    .query((row, number) -> found.computeIfAbsent(
                                    new ContractId(Columns.uuid(row, "renewed_from")), id -> new ArrayList<>())
                            .add(new ContractId(Columns.uuid(row, "id"))))
                    .list();
        }
        return found;
    }

    private JdbcClient.StatementSpec changeable(String sql, ContractState state) {
        Contract contract = state.contract();
        Thresholds thresholds = state.thresholds();
        return database.sql(sql)
                .param("id", contract.id().value())
                .param("name", contract.name())
                .param("endingBefore", Columns.timestamp(contract.endingBefore()))
                .param("paymentTerms", contract.netPaymentTermsDays())
                .param("spend", thresholds.spend() == null ? null : Json.write(thresholds.spend()))
                .param("prepaid", thresholds.prepaidBalance() == null ? null : Json.write(thresholds.prepaidBalance()));
    }

    private Map<ContractId, ContractState> read(String sql, Collection<ContractId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<Row> rows = database.sql(sql)
                .param("ids", values(ids))
                .query((row, number) -> row(row))
                .list();
        if (rows.isEmpty()) {
            return Map.of();
        }
        List<UUID> found = rows.stream().map(row -> row.contract.id().value()).toList();
        Map<ContractId, List<ScheduledCharge>> allCharges = charges.of(found);
        Map<ContractId, Timeline<ProviderSegment>> schedules = segments.visible(found);
        Map<ContractId, ContractState> states = new LinkedHashMap<>();
        rows.forEach(row -> {
            ContractId id = row.contract.id();
            ContractTerms terms = new ContractTerms(
                    row.contract, allCharges.getOrDefault(id, List.of()), schedules.getOrDefault(id, Timeline.empty()));
            states.put(id, new ContractState(terms, row.thresholds, row.key, row.renewedFrom, row.initialTerms));
        });
        return states;
    }

    private static List<UUID> values(Collection<ContractId> ids) {
        return ids.stream().map(ContractId::value).distinct().toList();
    }

    private record Row(
            Contract contract,
            Thresholds thresholds,
            @Nullable String key,
            @Nullable ContractId renewedFrom,
            ObjectNode initialTerms) {}

    private static Row row(ResultSet row) throws SQLException {
        UUID renewedFrom = Columns.optionalUuid(row, "renewed_from");
        return new Row(
                contract(row),
                new Thresholds(
                        threshold(row, "spend_threshold_configuration"),
                        threshold(row, "prepaid_balance_threshold_configuration")),
                row.getString("uniqueness_key"),
                renewedFrom == null ? null : new ContractId(renewedFrom),
                Columns.object(row, "initial_terms"));
    }

    private static Contract contract(ResultSet row) throws SQLException {
        UUID rateCard = Columns.optionalUuid(row, "rate_card_id");
        return new Contract(
                new ContractId(Columns.uuid(row, "id")),
                new CustomerId(Columns.uuid(row, "customer_id")),
                row.getString("name"),
                Columns.instant(row, "starting_at"),
                Columns.optionalInstant(row, "ending_before"),
                rateCard == null ? null : new RateCardId(rateCard),
                new StatementSchedule(
                        Frequency.valueOf(row.getString("statement_frequency")),
                        Columns.instant(row, "statement_anchor")),
                Columns.optionalInstant(row, "invoice_generation_starting_at"),
                row.getInt("net_payment_terms_days"),
                row.getBoolean("consolidates_scheduled_charges"),
                Columns.texts(row, "custom_fields"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "archived_at"));
    }

    private static @Nullable ThresholdConfiguration threshold(ResultSet row, String column) throws SQLException {
        return row.getString(column) == null ? null : new ThresholdConfiguration(Columns.object(row, column));
    }
}
