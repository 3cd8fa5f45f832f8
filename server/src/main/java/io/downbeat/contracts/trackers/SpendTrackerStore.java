package io.downbeat.contracts.trackers;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Spend trackers and what they count. Runs inside the caller's transaction. */
final class SpendTrackerStore {
    private static final String SAVE = """
        INSERT INTO spend_tracker (customer_id, contract_id, alias, place, credit_type_id, specifiers, archived_at)
        VALUES (:customer, :contract, :alias, :place, :creditType, CAST(:specifiers AS jsonb), :archivedAt)
        ON CONFLICT (customer_id, contract_id, alias) DO UPDATE SET archived_at = excluded.archived_at
        """;
    private static final String OF_CONTRACTS = """
        SELECT * FROM spend_tracker
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY contract_id, place
        """;
    private static final String COUNT = """
        INSERT INTO tracked_purchase (customer_id, invoice_id, payment_id, contract_id, source, is_discounted,
            credit_type_id, amount, counted_at)
        SELECT p.*, :now
          FROM unnest(:customers::uuid[], :invoices::uuid[], :payments::uuid[], :contracts::uuid[], :sources::text[],
                :discounted::boolean[], :creditTypes::uuid[], :amounts::numeric[]) AS p
        """;
    private static final String FORGET = """
        DELETE FROM tracked_purchase WHERE customer_id = :customer AND invoice_id = :invoice
        """;
    private static final String SPENT = """
        SELECT source, is_discounted, credit_type_id, sum(amount) AS amount FROM tracked_purchase
         WHERE customer_id = :customer AND contract_id = :contract AND counted_at >= :from AND counted_at < :until
         GROUP BY source, is_discounted, credit_type_id
        """;

    private final JdbcClient database;
    private final Pricing pricing;

    SpendTrackerStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    /**
     * A new one, or an old one that may be archived since.
     *
     * @param place among those of the contract, from 0 on
     */
    void save(Contract.Ref contract, int place, SpendTracker tracker) {
        of(SAVE, contract)
                .param("alias", tracker.alias())
                .param("place", place)
                .param("creditType", tracker.unit().id())
                .param("specifiers", Json.write(tracker.specifiers()))
                .param("archivedAt", Rows.at(tracker.archivedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    Map<ContractId, List<SpendTracker>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, this::read);
    }

    void count(List<TrackedPurchase> purchases, Instant now) {
        database.sql(COUNT)
                .param(
                        "customers",
                        Rows.array(purchases, each -> each.contract().customer().value()))
                .param("invoices", Rows.array(purchases, each -> each.invoice().id()))
                .param("payments", Rows.array(purchases, TrackedPurchase::payment))
                .param(
                        "contracts",
                        Rows.array(purchases, each -> each.contract().contract().value()))
                .param("sources", texts(purchases, spent -> spent.source().name()))
                .param("discounted", texts(purchases, spent -> Boolean.toString(spent.isDiscounted())))
                .param(
                        "creditTypes",
                        Rows.array(
                                purchases, each -> each.spent().amount().unit().id()))
                .param(
                        "amounts",
                        texts(purchases, spent -> spent.amount().value().toPlainString()))
                .param("now", Rows.at(now))
                .update();
    }

    private static String[] texts(List<TrackedPurchase> purchases, Function<SpendTracker.Spent, String> text) {
        return purchases.stream().map(TrackedPurchase::spent).map(text).toArray(String[]::new);
    }

    void forget(Contract.Ref contract, TrackedPurchase.OnInvoice invoice) {
        database.sql(FORGET)
                .param("customer", contract.customer().value())
                .param("invoice", invoice.id())
                .update();
    }

    List<SpendTracker.Spent> spent(Contract.Ref contract, ServicePeriod period) {
        return of(SPENT, contract)
                .param("from", Rows.at(period.start()))
                .param("until", Rows.at(period.end()))
                .query((row, number) -> new SpendTracker.Spent(
                        SpendTracker.Source.valueOf(Rows.text(row, "source")),
                        row.getBoolean("is_discounted"),
                        new Amount(row.getBigDecimal("amount"), unit(row))))
                .list();
    }

    private SpendTracker read(ResultSet row) throws SQLException {
        return new SpendTracker(
                Rows.text(row, "alias"),
                unit(row),
                List.of(Json.MAPPER.readValue(Rows.text(row, "specifiers"), SpendTracker.Specifier[].class)),
                Rows.optionalInstant(row, "archived_at"));
    }

    private CreditType unit(ResultSet row) throws SQLException {
        return pricing.creditType(Rows.uuid(row, "credit_type_id")).orElseThrow();
    }

    private JdbcClient.StatementSpec of(String sql, Contract.Ref contract) {
        return database.sql(sql)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value());
    }
}
