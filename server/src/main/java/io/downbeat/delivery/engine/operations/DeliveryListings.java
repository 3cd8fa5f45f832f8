package io.downbeat.delivery.engine.operations;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deliveries as people look for them: those of some invoices, and those that did not arrive, the most urgent first. */
public final class DeliveryListings {
    /** Something went wrong with these, or may have; what goes well is never in one of them for long. */
    public static final Set<DeliveryState> UNWELL =
            Set.of(DeliveryState.PARKED, DeliveryState.UNKNOWN, DeliveryState.RETRY_WAIT);

    /** Not delivered, and still to be. */
    public static final Set<DeliveryState> UNDELIVERED = Set.of(
            DeliveryState.PENDING,
            DeliveryState.CLAIMED,
            DeliveryState.SENDING,
            DeliveryState.UNKNOWN,
            DeliveryState.RETRY_WAIT,
            DeliveryState.PARKED);

    private static final String SELECT = """
        SELECT d.id, d.invoice_id, d.contract_id, d.customer_id, d.configuration_id, d.provider, d.method, d.state,
            d.provider_ref, d.attempts, d.deadline_at, d.changed_at,
            CASE WHEN d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')
                THEN greatest(d.next_attempt_at, a.circuit_open_until) END AS next_at,
            coalesce(CASE WHEN d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') THEN a.circuit_reason END, d.reason)
                AS why
        FROM delivery d LEFT JOIN account_circuit a ON a.account_key = d.account_key
        """;
    private static final String OF_INVOICES = SELECT + "WHERE d.invoice_id = ANY(:ids)";
    private static final String BY_ID = SELECT + "WHERE d.id = :id";
    /** With its states in the text, so that each set of them is planned for its own index. */
    private static final String IN_STATES = SELECT + """
        WHERE d.state IN (%s) AND (d.deadline_at <= :before OR :anyDeadline)
            AND (array_position(:order, d.state), coalesce(d.deadline_at, 'infinity'), d.id)
                > (:rank, :deadline::timestamptz, :after)
        ORDER BY array_position(:order, d.state), coalesce(d.deadline_at, 'infinity'), d.id
        LIMIT :limit
        """;

    private static final String ALIKE = SELECT + """
        WHERE d.state = :state AND d.provider = :provider
            AND regexp_replace(
                coalesce(CASE WHEN d.state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN') THEN a.circuit_reason END, d.reason),
                :ofOneRequest, '', 'g') = :why
        ORDER BY d.id LIMIT :limit
        """;
    private static final String NAMED = SELECT + "WHERE d.id = ANY(:ids) ORDER BY d.id";

    /** A delivery that is tried again comes into its state each time; only a person's case comes into it once. */
    private static final String NEWS = """
        SELECT count(*) FROM delivery
        WHERE state IN ('UNKNOWN', 'RETRY_WAIT', 'PARKED')
            AND CASE WHEN state = 'PARKED' THEN changed_at ELSE created_at END > :since
        """;

    private static final String LATEST_IN_STATES = SELECT + """
        WHERE d.state = ANY(:states) AND d.id < :before ORDER BY d.id DESC LIMIT :limit
        """;
    private static final String UNWELL_COUNTS = """
        SELECT state, count(*) AS number, count(*) FILTER (WHERE deadline_at <= :before) AS urgent,
            min(created_at) AS oldest
        FROM delivery WHERE state IN ('UNKNOWN', 'RETRY_WAIT', 'PARKED') GROUP BY state
        """;

    private static final String UNWELL_OF_CUSTOMERS = """
        SELECT customer_id, state, count(*) AS number FROM delivery
        WHERE state IN ('UNKNOWN', 'RETRY_WAIT', 'PARKED') AND customer_id = ANY(:customers)
        GROUP BY customer_id, state
        """;
    /**
     * By account and reference, for which there is an index of those that are invoices at their provider; there is none for
     * the reference alone, nor of the records of marketplaces and the messages of queues.
     */
    private static final String BY_REFERENCE = SELECT + """
        WHERE d.account_key = ANY(:accounts) AND d.provider_ref = :reference AND d.provider IN ('STRIPE', 'NETSUITE')
        ORDER BY d.id LIMIT :limit
        """;

    private static final String UNDELIVERED_COUNTS = """
        SELECT provider, state, count(*) AS number, min(created_at) AS oldest
        FROM delivery WHERE state = ANY(:states) GROUP BY provider, state
        """;
    /** From the newest on: in the order of the index, whatever the planner thinks of how many there are. */
    private static final String DELIVERED_SINCE = """
        SELECT count(*) FROM (
            SELECT FROM delivery WHERE created_at >= :from AND state IN ('SENT', 'CONFIRMED')
            ORDER BY created_at DESC LIMIT :most) found
        """;

    /** What needs a person first. */
    private static final List<DeliveryState> MOST_URGENT_FIRST = List.of(
            DeliveryState.PARKED,
            DeliveryState.UNKNOWN,
            DeliveryState.RETRY_WAIT,
            DeliveryState.PENDING,
            DeliveryState.CLAIMED,
            DeliveryState.SENDING);

    private static final String NO_DEADLINE = "infinity";

    /** Such as {@code [req_000000000001]}; a pattern of Java and of the database. */
    private static final String OF_ONE_REQUEST = " \\[[^\\]]*\\]";

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private final JdbcClient database;

    DeliveryListings(JdbcClient database) {
        this.database = database;
    }

    /**
     * How many did not arrive.
     *
     * @param urgent of these, how many have a deadline soon
     * @param oldest when the invoice of the oldest was finalized
     */
    public record Unwell(Map<DeliveryState, Long> byState, long urgent, Optional<Instant> oldest) {
        public Unwell {
            byState = Map.copyOf(byState);
        }

        public long count(DeliveryState state) {
            return byState.getOrDefault(state, 0L);
        }

        public long all() {
            return byState.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public Unwell unwell(Instant now, Duration urgentWithin) {
        Map<DeliveryState, Long> byState = new EnumMap<>(DeliveryState.class);
        long[] urgent = {0};
        List<Instant> oldest = database.sql(UNWELL_COUNTS)
                .param("before", Rows.at(now.plus(urgentWithin)))
                .query((row, number) -> {
                    byState.put(DeliveryState.valueOf(Rows.text(row, "state")), row.getLong("number"));
                    urgent[0] += row.getLong("urgent");
                    return Rows.instant(row, "oldest");
                })
                .list();
        return new Unwell(byState, urgent[0], oldest.stream().min(Instant::compareTo));
    }

    /** How many did not arrive of each of the customers; nothing for one whose all did. */
    public Map<CustomerId, Unwell> unwellOf(Collection<CustomerId> customers) {
        Map<CustomerId, Map<DeliveryState, Long>> found = new HashMap<>();
        if (!customers.isEmpty()) {
            database.sql(UNWELL_OF_CUSTOMERS)
                    .param("customers", Rows.array(customers, CustomerId::value))
                    .query(row -> {
                        found.computeIfAbsent(
                                        new CustomerId(Rows.uuid(row, "customer_id")),
                                        _ -> new EnumMap<>(DeliveryState.class))
                                .put(DeliveryState.valueOf(Rows.text(row, "state")), row.getLong("number"));
                    });
        }
        Map<CustomerId, Unwell> unwell = new HashMap<>();
        found.forEach((customer, byState) -> unwell.put(customer, new Unwell(byState, 0, Optional.empty())));
        return unwell;
    }

    /** Those that a provider knows under the reference, such as {@code in_1Nq}. */
    public List<ListedDelivery> byReference(Collection<String> accountKeys, String reference, int limit) {
        return database.sql(BY_REFERENCE)
                .param("accounts", accountKeys.toArray(String[]::new))
                .param("reference", reference)
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /**
     * Deliveries of one provider in one state.
     *
     * @param oldest when the invoice of the oldest was finalized
     */
    public record Undelivered(BillingProvider provider, DeliveryState state, long number, Instant oldest) {}

    /** All that are still to arrive, counted; what is delivered is not looked at, however much that is. */
    public List<Undelivered> undelivered() {
        return database.sql(UNDELIVERED_COUNTS)
                .param("states", names(UNDELIVERED))
                .query((row, number) -> new Undelivered(
                        BillingProvider.valueOf(Rows.text(row, "provider")),
                        DeliveryState.valueOf(Rows.text(row, "state")),
                        row.getLong("number"),
                        Rows.instant(row, "oldest")))
                .list();
    }

    /**
     * How many arrived of the invoices finalized since then.
     *
     * @param most where counting stops
     */
    public long deliveredSince(Instant from, int most) {
        return database.sql(DELIVERED_SINCE)
                .param("from", Rows.at(from))
                .param("most", most)
                .query(Long.class)
                .single();
    }

    /** By invoice; an invoice that goes nowhere has none. */
    public Map<InvoiceId, ListedDelivery> ofInvoices(Collection<InvoiceId> invoices) {
        Map<InvoiceId, ListedDelivery> found = new HashMap<>();
        if (!invoices.isEmpty()) {
            database.sql(OF_INVOICES)
                    .param(
                            "ids",
                            Rows.array(invoices.stream().map(InvoiceId::value).toList()))
                    .query((row, number) -> read(row))
                    .list()
                    .forEach(delivery -> found.put(delivery.subject().invoice(), delivery));
        }
        return found;
    }

    public Optional<ListedDelivery> find(DeliveryId id) {
        return database.sql(BY_ID)
                .param("id", id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /**
     * Those that need a person first, then those in doubt, then by deadline and age.
     *
     * @param after the {@link #place} of the last one that was seen
     */
    public List<ListedDelivery> mostUrgent(Set<DeliveryState> states, Optional<PageToken> after, int limit) {
        return inStates(states, Instant.EPOCH, true, after, limit);
    }

    /** The same from the first one on. */
    public List<ListedDelivery> mostUrgent(Set<DeliveryState> states, int limit) {
        return mostUrgent(states, Optional.empty(), limit);
    }

    /** As {@link #mostUrgent}, only those whose deadline comes before the moment. */
    public List<ListedDelivery> dueBefore(
            Set<DeliveryState> states, Instant moment, Optional<PageToken> after, int limit) {
        return inStates(states, moment, false, after, limit);
    }

    /** Where the delivery stands in the order of urgency. */
    public static PageToken place(ListedDelivery delivery) {
        Instant deadline = delivery.progress().deadlineAt();
        return PageToken.after(
                MOST_URGENT_FIRST.indexOf(delivery.progress().state()),
                deadline == null ? NO_DEADLINE : deadline,
                delivery.id());
    }

    private List<ListedDelivery> inStates(
            Set<DeliveryState> states,
            Instant deadlineBefore,
            boolean anyDeadline,
            Optional<PageToken> after,
            int limit) {
        return database.sql(IN_STATES.formatted(literals(states)))
                .param("before", Rows.at(deadlineBefore))
                .param("anyDeadline", anyDeadline)
                .param("order", names(MOST_URGENT_FIRST))
                // Counted from 1 by the database.
                .param("rank", after.map(place -> place.whole(0) + 1).orElse(0))
                .param("deadline", after.map(DeliveryListings::deadline).orElse("-" + NO_DEADLINE))
                .param("after", after.map(place -> place.uuid(2)).orElse(FIRST))
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    private static String deadline(PageToken place) {
        return place.value(1).equals(NO_DEADLINE)
                ? NO_DEADLINE
                : place.instant(1).toString();
    }

    /** The newest first. */
    public List<ListedDelivery> latest(Set<DeliveryState> states, Optional<PageToken> after, int limit) {
        return database.sql(LATEST_IN_STATES)
                .param("states", names(states))
                .param("before", after.map(place -> place.uuid(0)).orElse(LAST))
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /** Why it stands as it does, without what the provider calls the one request that it refused; empty for no reason. */
    public static String reason(ListedDelivery delivery) {
        return Objects.toString(delivery.progress().reason(), "").replaceAll(OF_ONE_REQUEST, "");
    }

    public List<ListedDelivery> latest(Set<DeliveryState> states, int limit) {
        return latest(states, Optional.empty(), limit);
    }

    /** Those in the same state at the same provider for the same {@link #reason}, itself included. */
    public List<ListedDelivery> alike(ListedDelivery one, int limit) {
        return database.sql(ALIKE)
                .param("state", one.progress().state().name())
                .param("provider", one.to().provider().name())
                .param("ofOneRequest", OF_ONE_REQUEST)
                .param("why", reason(one))
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /** Those of the ids that exist. */
    public List<ListedDelivery> findAll(Collection<DeliveryId> ids) {
        return ids.isEmpty()
                ? List.of()
                : database.sql(NAMED)
                        .param(
                                "ids",
                                Rows.array(ids.stream().map(DeliveryId::value).toList()))
                        .query((row, number) -> read(row))
                        .list();
    }

    /** How many were not in trouble before that moment and are now. */
    public long unwellSince(Instant moment) {
        return database.sql(NEWS)
                .param("since", Rows.at(moment))
                .query(Long.class)
                .single();
    }

    private static String[] names(Collection<DeliveryState> states) {
        return states.stream().map(DeliveryState::name).toArray(String[]::new);
    }

    private static String literals(Set<DeliveryState> states) {
        return states.stream().sorted().map(state -> "'" + state.name() + "'").collect(Collectors.joining(", "));
    }

    private static ListedDelivery read(ResultSet row) throws SQLException {
        return new ListedDelivery(
                new DeliveryId(Rows.uuid(row, "id")),
                new ListedDelivery.Subject(
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        new ContractId(Rows.uuid(row, "contract_id")),
                        new CustomerId(Rows.uuid(row, "customer_id"))),
                new ListedDelivery.To(
                        new ConfigurationId(Rows.uuid(row, "configuration_id")),
                        BillingProvider.valueOf(Rows.text(row, "provider")),
                        DeliveryMethodType.valueOf(Rows.text(row, "method"))),
                new ListedDelivery.Progress(
                        DeliveryState.valueOf(Rows.text(row, "state")),
                        row.getString("why"),
                        row.getString("provider_ref"),
                        row.getInt("attempts"),
                        Rows.optionalInstant(row, "next_at"),
                        Rows.optionalInstant(row, "deadline_at"),
                        Rows.instant(row, "changed_at")));
    }
}
