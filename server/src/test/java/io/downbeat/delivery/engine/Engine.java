package io.downbeat.delivery.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.engine.opening.OpeningFixture;
import io.downbeat.delivery.engine.operations.OperationsFixture;
import io.downbeat.incidents.IncidentsFixture;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.KnownAccount;
import io.downbeat.outbound.Outbound;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.testing.TestDatabase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** One server's engine on a test database, with a clock set by hand. */
public final class Engine implements AutoCloseable {
    public static final Instant START = Instant.parse("2025-02-02T00:00:00Z");

    /** Time that several engines share. */
    public static final class Clock implements InstantSource {
        public volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        public void advance(Duration by) {
            now = now.plus(by);
        }
    }

    public final Clock clock;
    public final JdbcClient sql;
    final Ids ids;
    final Transactions transactions;
    final ReceiptStore receipts;
    final DeliveryStore deliveries;
    final DeliveryWriter writer;
    final ClaimStore claims;
    public final ProviderAccounts accounts;
    public final InvoiceRoutes routes;
    public final Circuits circuits;
    final DeliveryWork work;
    final OperationsFixture operations;
    public final Map<InvoiceId, ExternalInvoice> external = new ConcurrentHashMap<>();
    /** Why what should have been taken back is still there. */
    public final Map<InvoiceId, String> remaining = new ConcurrentHashMap<>();

    private final ExternalStatusListener news = new ExternalStatusListener() {
        @Override
        public void record(Invoice.Ref invoice, ExternalInvoice said) {
            external.put(invoice.invoice(), said);
        }

        @Override
        public void remains(Invoice.Ref invoice, String why) {
            remaining.put(invoice.invoice(), why);
        }
    };

    /** Of accounts that share them, before their first delivery. */
    public final Map<String, String> credentials = new ConcurrentHashMap<>();

    private final HikariDataSource pool;

    public Engine(TestDatabase database, InvoiceRoute adapter, Clock clock) {
        this(database, adapter, clock, DeliverySettings.USUAL);
    }

    public Engine(TestDatabase database, InvoiceRoute adapter, Clock clock, DeliverySettings settings) {
        this.clock = clock;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(8);
        // Most tests use one connection, and each costs PostgreSQL a process.
        config.setMinimumIdle(1);
        pool = new HikariDataSource(config);
        sql = JdbcClient.create(pool);
        ids = new Ids(clock);
        transactions = new Transactions(new JdbcTransactionManager(pool), _ -> {});
        receipts = new ReceiptStore(sql);
        deliveries = new DeliveryStore(sql, receipts, settings);
        claims = new ClaimStore(sql, settings);
        // Listens to what the circuits publish, as Spring would have it.
        HeldBack[] listener = new HeldBack[1];
        circuits = Outbound.circuits(sql, clock, fact -> listener[0].on(fact));
        DeliveryLog log = new DeliveryLog();
        HeldBackStore heldBackStore = new HeldBackStore(sql);
        HeldBack heldBack = new HeldBack(
                circuits, heldBackStore, new AccountIncidents(sql, IncidentsFixture.on(sql, ids)), news, log);
        listener[0] = heldBack;
        writer = new DeliveryWriter(deliveries, news, transactions, clock);
        RunContext runs =
                new RunContext(deliveries, writer, heldBack, circuits, transactions, clock, log, _ -> Optional.empty());
        accounts = new ProviderAccounts(circuits, System::nanoTime);
        routes = new InvoiceRoutes(List.of(adapter));
        AccountProbes probes = new AccountProbes(circuits, heldBack, heldBackStore, settings, transactions, clock, log);
        work = new DeliveryWork(claims, runs, probes, accounts, routes, transactions, clock);
        operations = new OperationsFixture(sql, routes, news, clock);
    }

    /** Room for so many of one account that does not count what is under way. */
    static List<ClaimStore.Room> room(String account, int free) {
        return List.of(new ClaimStore.Room(account, free, OptionalInt.empty()));
    }

    /** One delivery that its provider refuses from an instant on. */
    DeliveryId addWithDeadline(String account, Instant deadline) {
        DeliveryId id = add(account, null);
        sql.sql("UPDATE delivery SET deadline_at = :deadline WHERE id = :id")
                .param("deadline", Rows.at(deadline))
                .param("id", id.value())
                .update();
        return id;
    }

    public DeliveryId add(String account, @Nullable String orderKey) {
        return add(account, orderKey, 1).getFirst();
    }

    public List<DeliveryId> add(String account, @Nullable String orderKey, int count) {
        return add(() -> new CustomerId(UUID.randomUUID()), account, orderKey, count);
    }

    List<DeliveryId> addOf(CustomerId customer, String account, int count) {
        return add(() -> customer, account, null, count);
    }

    private List<DeliveryId> add(Supplier<CustomerId> customer, String account, @Nullable String orderKey, int count) {
        List<OpeningFixture.Wanted> all = IntStream.range(0, count)
                .mapToObj(_ -> {
                    InvoiceId invoice = new InvoiceId(UUID.randomUUID());
                    byte[] payload =
                            ("{\"invoice_id\":\"" + invoice + "\",\"total\":1250}").getBytes(StandardCharsets.UTF_8);
                    return new OpeningFixture.Wanted(
                            invoice,
                            customer.get(),
                            destination(BillingProvider.STRIPE, account),
                            Amount.cents(1250),
                            new Frozen.Deliverable(payload, orderKey, null, null));
                })
                .toList();
        return open(all);
    }

    /** One delivery of exactly this payload. */
    public DeliveryId add(
            InvoiceId invoice, String account, @Nullable String orderKey, BigDecimal total, byte[] payload) {
        return add(BillingProvider.STRIPE, invoice, account, orderKey, total, payload);
    }

    /** One delivery of exactly this payload to a provider. */
    public DeliveryId add(
            BillingProvider provider, InvoiceId invoice, String account, BigDecimal total, byte[] payload) {
        return add(provider, invoice, account, null, total, payload);
    }

    private DeliveryId add(
            BillingProvider provider,
            InvoiceId invoice,
            String account,
            @Nullable String orderKey,
            BigDecimal total,
            byte[] payload) {
        return open(List.of(new OpeningFixture.Wanted(
                        invoice,
                        new CustomerId(UUID.randomUUID()),
                        destination(provider, account),
                        new Amount(total, CreditType.USD_CENTS),
                        new Frozen.Deliverable(payload, orderKey, null, null))))
                .getFirst();
    }

    private static Delivery.Destination destination(BillingProvider provider, String account) {
        return new Delivery.Destination(
                new ConfigurationId(UUID.randomUUID()),
                provider,
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                method(account),
                account);
    }

    private List<DeliveryId> open(List<OpeningFixture.Wanted> all) {
        return transactions.in(() -> {
            circuits.know(all.stream()
                    .map(OpeningFixture.Wanted::destination)
                    .map(each -> new KnownAccount(
                            new AccountKey(
                                    each.accountKey(), credentials.getOrDefault(each.accountKey(), each.accountKey())),
                            each.provider(),
                            each.deliveryMethod()))
                    .toList());
            return OpeningFixture.open(sql, ids, all, clock.now);
        });
    }

    public Transactions transactions() {
        return transactions;
    }

    public ProviderStatusUpdates news() {
        return new ProviderStatusUpdates(sql, receipts, news, transactions, clock);
    }

    public void withdraw(DeliveryId id) {
        transactions.run(() -> operations.withdraw(get(id), "the invoice was voided"));
    }

    /** As a person does. */
    public void retry(DeliveryId id) {
        transactions.run(() -> operations.retry(get(id)));
    }

    public static DeliveryMethodId method(String account) {
        return new DeliveryMethodId(UUID.nameUUIDFromBytes(account.getBytes(StandardCharsets.UTF_8)));
    }

    /** Runs what is due until nothing is claimed any more. */
    public void run() {
        while (work.runDue(clock.now) > 0 || work.inFlight() > 0) {
            // on to what the last round left due
        }
    }

    public java.util.Optional<Instant> nextDue() {
        return work.nextDue();
    }

    /** Lets the clock jump from due time to due time, as the server's own does. */
    public void runUntil(Instant end) {
        run();
        for (var next = work.nextDue(); next.isPresent() && !next.get().isAfter(end); next = work.nextDue()) {
            if (next.get().isAfter(clock.now)) {
                clock.now = next.get();
            }
            endLeases();
            run();
        }
        clock.now = end;
    }

    /** As if 30 seconds had passed since a server died. */
    public void endLeases() {
        sql.sql("UPDATE delivery SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until"
                        + " IS NOT NULL")
                .update();
        sql.sql("UPDATE provider_account SET probed_until = clock_timestamp() - interval '1 second' WHERE probed_until"
                        + " IS NOT NULL")
                .update();
    }

    public Delivery get(DeliveryId id) {
        return sql.sql("SELECT * FROM delivery WHERE id = :id")
                .param("id", id.value())
                .query((row, number) -> DeliveryRows.delivery(row, "state"))
                .single();
    }

    public DeliveryState state(DeliveryId id) {
        return get(id).state();
    }

    /** Empty where none is given. */
    public String reason(DeliveryId id) {
        return sql.sql("SELECT coalesce(reason, '') FROM delivery WHERE id = :id")
                .param("id", id.value())
                .query(String.class)
                .single();
    }

    public List<String> outcomes(DeliveryId id) {
        return sql.sql("SELECT step || ' ' || outcome FROM delivery_attempt WHERE delivery_id = :id ORDER BY n")
                .param("id", id.value())
                .query(String.class)
                .list();
    }

    @Override
    public void close() {
        work.close();
        pool.close();
    }
}
