package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.subscriptions.BilledSubscriptions;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.rating.subscriptions.BilledCharge;
import io.downbeat.rating.subscriptions.ChargeKind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The charges of subscriptions that finalized invoices bill. Runs inside the caller's transaction. */
public final class BilledCharges implements BilledSubscriptions {
    private static final String OF_CONTRACTS = """
        SELECT contract_id, subscription_id, kind, period_start, period_end, starting_at, ending_before, above, quantity,
            price, invoice_id
        FROM billed_subscription_charge
        WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        ORDER BY subscription_id, starting_at, above, kind
        """;
    // Another invoice that bills the same breaks the transaction.
    private static final String BILL = """
        INSERT INTO billed_subscription_charge (customer_id, contract_id, subscription_id, kind, period_start, period_end,
            starting_at, ending_before, above, quantity, price, invoice_id)
        SELECT customer_id, contract_id, subscription_id, kind, period_start, period_end, starting_at, ending_before, above,
            quantity, price, invoice_id
        FROM jsonb_to_recordset(CAST(:charges AS jsonb)) AS given(customer_id uuid, contract_id uuid, subscription_id uuid,
            kind text, period_start timestamptz, period_end timestamptz, starting_at timestamptz, ending_before timestamptz,
            above numeric, quantity numeric, price numeric, invoice_id uuid)
        """;
    private static final String TAKE_OVER = """
        UPDATE billed_subscription_charge b SET invoice_id = :again, price = coalesce(
            (SELECT given.price FROM jsonb_to_recordset(CAST(:charges AS jsonb)) AS given(subscription_id uuid, kind text,
                    starting_at timestamptz, above numeric, price numeric)
                WHERE given.subscription_id = b.subscription_id AND given.kind = b.kind
                  AND given.starting_at = b.starting_at AND given.above = b.above), b.price)
        WHERE b.customer_id = :customer AND b.invoice_id = :voided
        """;
    // Ends of periods whose usage invoice takes no more charges.
    private static final String CLOSED = """
        SELECT contract_id, period_end FROM invoice
        WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
          AND type = 'USAGE' AND NOT historical
        GROUP BY contract_id, period_end HAVING bool_or(finalized_at IS NOT NULL) AND NOT bool_or(status = 'DRAFT')
        """;

    /** A row, as it travels in JSON. */
    private record Row(
            CustomerId customerId,
            ContractId contractId,
            SubscriptionId subscriptionId,
            ChargeKind kind,
            Instant periodStart,
            Instant periodEnd,
            Instant startingAt,
            Instant endingBefore,
            BigDecimal above,
            BigDecimal quantity,
            BigDecimal price,
            UUID invoiceId) {
        static Row of(Contract.Ref contract, BilledCharge charge) {
            return new Row(
                    contract.customer(),
                    contract.contract(),
                    charge.subscription(),
                    charge.kind(),
                    charge.period().start(),
                    charge.period().end(),
                    charge.charged().start(),
                    charge.charged().end(),
                    charge.above(),
                    charge.quantity(),
                    charge.price(),
                    charge.invoice());
        }
    }

    private final JdbcClient database;

    BilledCharges(JdbcClient database) {
        this.database = database;
    }

    /** By contract, all that was billed of its subscriptions; a contract of which nothing was may be left out. */
    public Map<ContractId, List<BilledCharge>> ofContracts(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<BilledCharge>> found = new HashMap<>();
        each(OF_CONTRACTS, contracts).query(row -> {
            found.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), _ -> new ArrayList<>())
                    .add(read(row));
        });
        return found;
    }

    /** By contract, the ends of the periods whose usage invoice takes no more charges. */
    public Map<ContractId, Set<Instant>> closedEnds(Collection<Contract.Ref> contracts) {
        Map<ContractId, Set<Instant>> found = new HashMap<>();
        each(CLOSED, contracts).query(row -> {
            found.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), _ -> new HashSet<>())
                    .add(Rows.instant(row, "period_end"));
        });
        return found;
    }

    @Override
    public Map<SubscriptionId, List<ServicePeriod>> of(Contract.Ref contract) {
        return ofContracts(List.of(contract)).getOrDefault(contract.contract(), List.of()).stream()
                .collect(Collectors.groupingBy(
                        BilledCharge::subscription, Collectors.mapping(BilledCharge::charged, Collectors.toList())));
    }

    /** Notes what invoices bill that become final in the running transaction. */
    public void bill(Map<Contract.Ref, List<BilledCharge>> charges) {
        List<Row> rows = new ArrayList<>();
        charges.forEach((contract, its) -> rows.addAll(rows(contract, its)));
        if (!rows.isEmpty()) {
            database.sql(BILL).param("charges", Json.write(rows)).update();
        }
    }

    /**
     * The regenerated invoice bills from now on what the voided one billed, for its own prices, which so are those of the
     * periods; a charge of which it has no line keeps its price.
     *
     * @param charges that have lines on it
     */
    public void takeOver(UUID voided, Contract.Ref contract, UUID again, List<BilledCharge> charges) {
        database.sql(TAKE_OVER)
                .param("customer", contract.customer().value())
                .param("charges", Json.write(rows(contract, charges)))
                .param("voided", voided)
                .param("again", again)
                .update();
    }

    private static List<Row> rows(Contract.Ref contract, List<BilledCharge> charges) {
        return charges.stream().map(charge -> Row.of(contract, charge)).toList();
    }

    private JdbcClient.StatementSpec each(String sql, Collection<Contract.Ref> contracts) {
        return database.sql(sql)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("contracts", Rows.array(contracts, one -> one.contract().value()));
    }

    private static BilledCharge read(ResultSet row) throws SQLException {
        return new BilledCharge(
                new SubscriptionId(Rows.uuid(row, "subscription_id")),
                ChargeKind.valueOf(Rows.text(row, "kind")),
                new ServicePeriod(Rows.instant(row, "period_start"), Rows.instant(row, "period_end")),
                new ServicePeriod(Rows.instant(row, "starting_at"), Rows.instant(row, "ending_before")),
                row.getBigDecimal("above"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("price"),
                Rows.uuid(row, "invoice_id"));
    }
}
