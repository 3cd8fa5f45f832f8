package io.downbeat.metering;

import com.zaxxer.hikari.HikariDataSource;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Deliveries;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.DraftsOpened.OpenedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.metering.configurations.ConfigurationsFixture;
import io.downbeat.metering.invoices.InvoicesFixture;
import io.downbeat.metering.records.RecordState;
import io.downbeat.metering.records.RecordsFixture;
import io.downbeat.metering.settlement.Metering;
import io.downbeat.metering.settlement.MeteringChecks;
import io.downbeat.metering.settlement.Settlement;
import io.downbeat.metering.settlement.SettlementFixture;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.Outbound;
import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.DueWork;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import io.downbeat.providers.CredentialsUpdated;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.verification.Verification;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The ledger on a real database, with invoices whose amounts a test sets and a clock that it moves. */
public final class MeteringHarness implements AutoCloseable, InstantSource {
    private final TestDatabase database;
    private final HikariDataSource pool = new HikariDataSource();
    private final Map<ConfigurationId, ProviderConfiguration> known = new HashMap<>();
    private volatile Instant now;
    public final JdbcClient sql;
    private final TestReferences references;
    private final Map<InvoiceId, CustomerId> customers = new HashMap<>();
    public final Metering metering;
    public final InvoiceRoute delivery;
    final RecordsFixture parked;
    public final Node node;
    private final ConfigurationsFixture metered;
    final InvoicesFixture invoices;
    private final SettlementFixture settlement;
    private final MarketplaceConnectors connectors;
    public final Transactions transactions;
    final Circuits circuits;
    /** What the account's webhooks were told. */
    public final List<Notification> told = new CopyOnWriteArrayList<>();

    /** Of which deliveries metering said that something they wait for came; each inside a transaction. */
    final List<InvoiceId> woken = new CopyOnWriteArrayList<>();

    private final Deliveries deliveries = new Deliveries() {
        @Override
        public void wake(Collection<InvoiceId> invoices) {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException("a wake outside of the transaction that settles could be lost");
            }
            woken.addAll(invoices);
        }

        @Override
        public Set<InvoiceId> ended(Collection<InvoiceId> invoices) {
            return Set.of();
        }

        @Override
        public void hold(Collection<InvoiceId> invoices) {}

        @Override
        public Set<InvoiceId> takenBackByHand(Collection<InvoiceId> invoices) {
            return Set.of();
        }
    };

    /** One server's share of the work. */
    public final class Node {
        public final DueWork hours;
        final DueWork sending;
        /** Every request takes it longer than a claim may go on. */
        final DueWork slow;

        final DueWork reading;
        final DueWork deadlines;
        private final RecordsFixture records;

        Node() {
            records = new RecordsFixture(
                    sql,
                    transactions,
                    MeteringHarness.this,
                    connectors,
                    metered,
                    circuits,
                    MeteringHarness.this::method,
                    deliveries);
            hours = invoices.hours(records.made);
            sending = records.sending;
            slow = records.slow;
            reading = records.reading;
            deadlines = records.deadlines;
        }

        void settle() {
            int ran;
            do {
                ran = hours.runDue(now) + sending.runDue(now) + reading.runDue(now) + deadlines.runDue(now);
            } while (ran > 0);
        }

        Optional<Instant> nextDue() {
            return Stream.of(hours.nextDue(), sending.nextDue(), reading.nextDue(), deadlines.nextDue())
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo);
        }
    }

    public MeteringHarness(String start, MarketplaceConnector connector) {
        this(start, harness -> connector);
    }

    public MeteringHarness(String start, Function<MeteringHarness, MarketplaceConnector> connector) {
        now = Instant.parse(start);
        database = TestPostgres.migrated();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(8);
        // Most tests use one connection, and each costs PostgreSQL a process.
        pool.setMinimumIdle(1);
        sql = JdbcClient.create(pool);
        references = new TestReferences(sql);
        transactions = new Transactions(new JdbcTransactionManager(pool), _ -> {});
        connectors = new MarketplaceConnectors(List.of(connector.apply(this)));
        circuits = Outbound.circuits(sql, this, closed -> {});
        metered = new ConfigurationsFixture(sql, transactions, this, connectors, this::found, told::add);
        invoices = new InvoicesFixture(sql, transactions, this, connectors, metered, deliveries);
        settlement = new SettlementFixture(sql, connectors);
        metering = settlement.metering;
        delivery = settlement.delivery;
        node = new Node();
        parked = node.records;
    }

    Node anotherNode() {
        return new Node();
    }

    @Override
    public Instant instant() {
        return now;
    }

    private Map<ConfigurationId, ProviderConfiguration> found(Collection<ConfigurationId> ids) {
        Map<ConfigurationId, ProviderConfiguration> found = new HashMap<>(known);
        found.keySet().retainAll(ids);
        return found;
    }

    /** An account of AWS with an access key of its own. */
    private Optional<DeliveryMethod> method(DeliveryMethodId id) {
        return Optional.of(new DeliveryMethod(
                id,
                BillingProvider.AWS_MARKETPLACE,
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                Json.read("{\"aws_access_key_id\": \"" + id + "\"}"),
                Json.write(List.of("aws_marketplace", id.toString()))));
    }

    /** An AWS configuration of a new customer. */
    public ProviderConfiguration aws(DeliveryMethodId method, String keys) {
        return direct(BillingProvider.AWS_MARKETPLACE, method, keys, "{'aws_region':'us-east-1'}");
    }

    /** A configuration of a new customer that meters directly. */
    public ProviderConfiguration direct(
            BillingProvider provider, DeliveryMethodId method, String keys, String accountSettings) {
        return known(provider, method, DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER, keys, accountSettings);
    }

    public ProviderConfiguration aws(String buyer) {
        return aws(new DeliveryMethodId(UUID.randomUUID()), buyer);
    }

    /** An AWS configuration of a new customer that goes through Tackle. */
    public ProviderConfiguration tackle(DeliveryMethodId method, String keys) {
        return known(
                BillingProvider.AWS_MARKETPLACE,
                method,
                DeliveryMethodType.TACKLE,
                keys,
                "{'tackle_product_id':'tp-1'}");
    }

    private ProviderConfiguration known(
            BillingProvider provider, DeliveryMethodId method, DeliveryMethodType type, String keys, String settings) {
        var configuration = new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                new CustomerId(UUID.randomUUID()),
                provider,
                method,
                type,
                Json.read(keys.replace('\'', '"')),
                Json.read(settings.replace('\'', '"')),
                null,
                List.of(),
                null);
        known.put(configuration.id(), configuration);
        references.add(configuration);
        return configuration;
    }

    /** One usage invoice of a contract of its own. */
    public Draft draft(ProviderConfiguration configuration, String start, String end) {
        return draft(configuration, new ContractId(UUID.randomUUID()), start, end);
    }

    public Draft draft(ProviderConfiguration configuration, ContractId contract, String start, String end) {
        var draft = new Draft(
                new InvoiceId(UUID.randomUUID()),
                contract,
                configuration,
                new ServicePeriod(Instant.parse(start), Instant.parse(end)));
        draft.due("0");
        customers.put(draft.id, configuration.customer());
        references.add(draft.id, new Contract.Ref(configuration.customer(), contract));
        transactions.run(() -> invoices.on(new DraftsOpened(List.of(new OpenedDraft(
                draft.id, contract, configuration.customer(), draft.period, TestInvoices.route(configuration))))));
        return draft;
    }

    /** A usage invoice whose amounts the test sets. */
    public final class Draft {
        public final InvoiceId id;
        final ContractId contract;
        final ProviderConfiguration configuration;
        final ServicePeriod period;

        Draft(InvoiceId id, ContractId contract, ProviderConfiguration configuration, ServicePeriod period) {
            this.id = id;
            this.contract = contract;
            this.configuration = configuration;
            this.period = period;
        }

        /** So much is due from now on; the total is the same, rounded half up. */
        public void due(String cents) {
            due(
                    cents,
                    new BigDecimal(cents)
                            .setScale(0, java.math.RoundingMode.HALF_UP)
                            .toPlainString(),
                    "USD");
        }

        void due(String cents, String total, String currency) {
            CreditType unit = currency.equals("USD")
                    ? CreditType.USD_CENTS
                    : new CreditType(new UUID(0, 2), currency, currency, 2);
            invoices.due(
                    id, new Amount(new BigDecimal(cents), unit), new Amount(new BigDecimal(total), unit), period.end());
        }

        public void finalizeAt(long total) {
            publish(new InvoicesFinalized(
                    List.of(invoice(id, configuration, contract, period, total, null, CreditType.USD_CENTS, now))));
        }

        void voided() {
            Invoice invoice = invoice(id, configuration, contract, period, 0, null, CreditType.USD_CENTS, now);
            transactions.run(() -> invoices.on(new InvoiceVoided(invoice)));
        }

        /** It is finalized, and because its configuration is archived it goes nowhere. */
        void finalizeWithoutRoute(long total) {
            publish(new InvoicesFinalized(List.of(TestInvoices.finalized(
                    id,
                    configuration,
                    contract,
                    period,
                    total,
                    null,
                    CreditType.USD_CENTS,
                    now,
                    now,
                    TestInvoices.nowhere()))));
        }

        /** A new finalized invoice in its place. */
        InvoiceId regenerated(long total) {
            InvoiceId again = new InvoiceId(UUID.randomUUID());
            publish(new InvoicesFinalized(
                    List.of(invoice(again, configuration, contract, period, total, id, CreditType.USD_CENTS, now))));
            return again;
        }

        List<Long> quantities() {
            return MeteringHarness.this.quantities(configuration);
        }

        Settlement settle(long total) {
            return MeteringHarness.this.settle(id, total);
        }
    }

    Settlement settle(InvoiceId invoice, long total) {
        return settlement.settle(new Invoice.Ref(Objects.requireNonNull(customers.get(invoice)), invoice), total, now);
    }

    /** A finalized scheduled invoice. */
    InvoiceId scheduled(ProviderConfiguration configuration, String issuedAt, long total, CreditType currency) {
        InvoiceId id = new InvoiceId(UUID.randomUUID());
        publish(new InvoicesFinalized(List.of(invoice(
                id,
                configuration,
                new ContractId(UUID.randomUUID()),
                null,
                total,
                null,
                currency,
                Instant.parse(issuedAt)))));
        return id;
    }

    private void publish(InvoicesFinalized fact) {
        transactions.run(() -> invoices.on(fact));
    }

    private Invoice invoice(
            InvoiceId id,
            ProviderConfiguration configuration,
            ContractId contract,
            @Nullable ServicePeriod period,
            long total,
            @Nullable InvoiceId from,
            CreditType currency,
            Instant issuedAt) {
        customers.put(id, configuration.customer());
        references.add(id, new Contract.Ref(configuration.customer(), contract));
        return TestInvoices.finalized(
                id,
                configuration,
                contract,
                period,
                total,
                from,
                currency,
                issuedAt,
                now,
                TestInvoices.route(configuration));
    }

    void archive(ProviderConfiguration configuration) {
        transactions.run(() ->
                metered.on(new ConfigurationsArchived(configuration.customer(), List.of(configuration.id()), now)));
    }

    public void mend(DeliveryMethodId method) {
        transactions.run(() -> {
            circuits.probeNow(method, now);
            metered.on(new CredentialsUpdated(method));
        });
    }

    /** As {@code POST /downbeat/v1/clock} does: stops wherever something falls due. */
    public void advanceTo(String instant) {
        Instant target = Instant.parse(instant);
        settle();
        Optional<Instant> next = node.nextDue();
        while (next.isPresent() && !next.get().isAfter(target)) {
            now = next.get().isAfter(now) ? next.get() : now;
            node.settle();
            next = node.nextDue();
        }
        now = target;
        node.settle();
    }

    public void settle() {
        node.settle();
    }

    public void moveTo(String instant) {
        now = Instant.parse(instant);
    }

    public List<TestRecord> slots(ProviderConfiguration configuration) {
        return sql.sql("SELECT * FROM metering_record WHERE configuration_id = :id ORDER BY hour")
                .param("id", configuration.id().value())
                .query((row, number) -> new TestRecord(
                        Rows.instant(row, "hour"),
                        row.getLong("quantity"),
                        RecordState.valueOf(row.getString("state")),
                        row.getInt("attempts"),
                        row.getString("provider_ref"),
                        row.getString("error")))
                .list();
    }

    List<String> texts(ProviderConfiguration configuration) {
        return slots(configuration).stream().map(TestRecord::text).toList();
    }

    List<Long> quantities(ProviderConfiguration configuration) {
        return slots(configuration).stream().map(TestRecord::quantity).toList();
    }

    public List<String> alerts() {
        return sql.sql("SELECT kind FROM incident WHERE ended_at IS NULL ORDER BY kind")
                .query(String.class)
                .list();
    }

    /** Everything {@code verify} asks about metering. */
    public List<String> violations() {
        return new Verification(sql, List.of(new MeteringChecks()), this)
                .verify(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")).violations().stream()
                        .map(Verification.Violation::toString)
                        .toList();
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
