package io.downbeat.contracts.thresholds;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Specifier;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.commits.AppliesToRequests;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Threshold configurations, one row each. Runs inside the caller's transaction. */
final class ThresholdStore {
    private static final String SAVE = """
        INSERT INTO threshold_configuration (customer_id, contract_id, kind, is_enabled, threshold_amount,
            recharge_to_amount, product_id, commit_name, commit_description, commit_priority, applicable_product_ids,
            applicable_product_tags, payment_gate, tax, stripe_payment, stripe_metadata, precalculated_tax_amount,
            precalculated_tax_name, payment_fraction, commit_specifiers, custom_credit_type_id, balance_specifiers,
            cap_amount, cap_tracker)
        VALUES (:customer, :contract, :kind, :isEnabled, :threshold, :rechargeTo,
            :product, :name, :description, :priority, CAST(:products AS uuid[]),
            CAST(:tags AS text[]), :gate, :tax, :stripe, CAST(:metadata AS jsonb), :taxAmount,
            :taxName, :fraction, CAST(:commitSpecifiers AS jsonb), :unit, CAST(:balanceSpecifiers AS jsonb),
            :capAmount, :capTracker)
        ON CONFLICT (customer_id, contract_id, kind) DO UPDATE
           SET is_enabled = excluded.is_enabled, threshold_amount = excluded.threshold_amount,
               recharge_to_amount = excluded.recharge_to_amount, product_id = excluded.product_id,
               commit_name = excluded.commit_name, commit_description = excluded.commit_description,
               commit_priority = excluded.commit_priority, applicable_product_ids = excluded.applicable_product_ids,
               applicable_product_tags = excluded.applicable_product_tags, payment_gate = excluded.payment_gate,
               tax = excluded.tax, stripe_payment = excluded.stripe_payment,
               stripe_metadata = excluded.stripe_metadata,
               precalculated_tax_amount = excluded.precalculated_tax_amount,
               precalculated_tax_name = excluded.precalculated_tax_name, payment_fraction = excluded.payment_fraction,
               commit_specifiers = excluded.commit_specifiers,
               custom_credit_type_id = excluded.custom_credit_type_id,
               balance_specifiers = excluded.balance_specifiers,
               cap_amount = excluded.cap_amount, cap_tracker = excluded.cap_tracker
        """;
    private static final String OF_CONTRACTS = """
        SELECT * FROM threshold_configuration
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """;

    private enum Kind {
        SPEND,
        PREPAID_BALANCE;

        static Kind of(Threshold threshold) {
            return switch (threshold) {
                case SpendThreshold _ -> SPEND;
                case PrepaidBalanceThreshold _ -> PREPAID_BALANCE;
            };
        }
    }

    private final JdbcClient database;

    private final Pricing pricing;

    ThresholdStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    /** Stores a configuration as it stands now, in the place of the contract's one of its kind. */
    void save(Contract.Ref contract, Threshold threshold) {
        ThresholdCommit commit = threshold.commit();
        JdbcClient.StatementSpec statement = database.sql(SAVE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("kind", Kind.of(threshold).name())
                .param("isEnabled", threshold.isEnabled())
                .param("threshold", threshold.thresholdAmount())
                .param(
                        "rechargeTo",
                        threshold instanceof PrepaidBalanceThreshold prepaid
                                ? prepaid.recharge().rechargeToAmount()
                                : null)
                .param("product", commit.product().value())
                .param("name", commit.name())
                .param("description", commit.description())
                .param("priority", commit.priority())
                .param("products", texts(commit.appliesTo().products()))
                .param("tags", texts(commit.appliesTo().tags()));
        gate(counted(discount(statement, threshold.discount()), threshold), threshold.gate())
                .update();
    }

    private static JdbcClient.StatementSpec discount(
            JdbcClient.StatementSpec statement, @Nullable ThresholdDiscount discount) {
        ThresholdDiscount.Cap cap = discount == null ? null : discount.cap();
        return statement
                .param("fraction", discount == null ? null : discount.fraction().value())
                .param("capAmount", cap == null ? null : cap.amount())
                .param("capTracker", cap == null ? null : cap.tracker());
    }

    private static JdbcClient.StatementSpec counted(JdbcClient.StatementSpec statement, Threshold threshold) {
        CountedBalance counted =
                threshold instanceof PrepaidBalanceThreshold prepaid ? prepaid.counted() : CountedBalance.EVERYTHING;
        JsonNode shown = ThresholdJson.of(threshold);
        return statement
                .param("unit", counted.unit() == null ? null : counted.unit().id())
                .param("balanceSpecifiers", json(shown.get("threshold_balance_specifiers")))
                .param("commitSpecifiers", json(shown.at("/commit/specifiers")));
    }

    private static @Nullable String json(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() ? null : Json.write(node);
    }

    private static JdbcClient.StatementSpec gate(JdbcClient.StatementSpec statement, PaymentGate gate) {
        PaymentGate.StripePayment stripe = gate.stripe();
        PaymentGate.PrecalculatedTax tax = gate.precalculated();
        return statement
                .param("gate", gate.type().name())
                .param("tax", gate.tax() == null ? null : gate.tax().name())
                .param("stripe", stripe == null ? null : stripe.type().name())
                .param("metadata", stripe == null || stripe.metadata() == null ? null : Json.write(stripe.metadata()))
                .param("taxAmount", tax == null ? null : tax.amount())
                .param("taxName", tax == null ? null : tax.name());
    }

    private static String @Nullable [] texts(@Nullable List<?> values) {
        return values == null ? null : values.stream().map(Object::toString).toArray(String[]::new);
    }

    /** The configurations by contract; a contract that has none is not in the answer. */
    Map<ContractId, Thresholds> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, Thresholds> found = new HashMap<>();
        TermRows.select(database, OF_CONTRACTS, contracts)
                .query((row, number) ->
                        found.merge(new ContractId(Rows.uuid(row, "contract_id")), read(row), ThresholdStore::together))
                .list();
        return found;
    }

    private static Thresholds together(Thresholds one, Thresholds other) {
        return one.spend() == null
                ? new Thresholds(other.spend(), one.prepaidBalance())
                : new Thresholds(one.spend(), other.prepaidBalance());
    }

    private Thresholds read(ResultSet row) throws SQLException {
        boolean isEnabled = row.getBoolean("is_enabled");
        BigDecimal threshold = row.getBigDecimal("threshold_amount");
        ThresholdCommit commit = commit(row);
        PaymentGate gate = gate(row);
        ThresholdDiscount discount = discount(row);
        return switch (Kind.valueOf(Rows.text(row, "kind"))) {
            case SPEND -> new Thresholds(new SpendThreshold(isEnabled, threshold, commit, gate, discount), null);
            case PREPAID_BALANCE -> {
                var recharge = new PrepaidBalanceThreshold.Recharge(threshold, row.getBigDecimal("recharge_to_amount"));
                yield new Thresholds(
                        null, new PrepaidBalanceThreshold(isEnabled, recharge, counted(row), commit, gate, discount));
            }
        };
    }

    private static @Nullable ThresholdDiscount discount(ResultSet row) throws SQLException {
        BigDecimal fraction = row.getBigDecimal("payment_fraction");
        String tracker = row.getString("cap_tracker");
        return fraction == null
                ? null
                : new ThresholdDiscount(
                        new PaymentFraction(fraction),
                        tracker == null ? null : new ThresholdDiscount.Cap(row.getBigDecimal("cap_amount"), tracker));
    }

    private CountedBalance counted(ResultSet row) throws SQLException {
        UUID unit = Rows.optionalUuid(row, "custom_credit_type_id");
        String specifiers = row.getString("balance_specifiers");
        return new CountedBalance(
                unit == null
                        ? null
                        : pricing.creditType(unit)
                                .orElseThrow(() -> new IllegalStateException("no credit type " + unit)),
                specifiers == null
                        ? List.of()
                        : List.of(Json.MAPPER.readValue(specifiers, CountedBalance.Excluding[].class)));
    }

    private static ThresholdCommit commit(ResultSet row) throws SQLException {
        List<UUID> products = list(row, "applicable_product_ids", UUID[].class);
        return new ThresholdCommit(
                new ProductId(Rows.uuid(row, "product_id")),
                row.getString("commit_name"),
                row.getBigDecimal("commit_priority"),
                row.getString("commit_description"),
                new ThresholdCommit.Scope(
                        products == null
                                ? null
                                : products.stream().map(ProductId::new).toList(),
                        list(row, "applicable_product_tags", String[].class),
                        specifiers(row)));
    }

    private static @Nullable List<Specifier> specifiers(ResultSet row) throws SQLException {
        String stored = row.getString("commit_specifiers");
        if (stored == null) {
            return null;
        }
        JsonNode form = Json.MAPPER.createObjectNode().set("specifiers", Json.read(stored));
        return AppliesToRequests.kept(Body.of(form, "")) instanceof AppliesTo.Specifiers(var anyOf) ? anyOf : null;
    }

    private static PaymentGate gate(ResultSet row) throws SQLException {
        String tax = row.getString("tax");
        String stripe = row.getString("stripe_payment");
        String metadata = row.getString("stripe_metadata");
        BigDecimal taxAmount = row.getBigDecimal("precalculated_tax_amount");
        return new PaymentGate(
                PaymentGate.Type.valueOf(Rows.text(row, "payment_gate")),
                tax == null ? null : PaymentGate.Tax.valueOf(tax),
                stripe == null
                        ? null
                        : new PaymentGate.StripePayment(
                                PaymentGate.StripePayment.PaymentType.valueOf(stripe),
                                metadata == null ? null : Json.readTexts(metadata),
                                null),
                taxAmount == null
                        ? null
                        : new PaymentGate.PrecalculatedTax(taxAmount, row.getString("precalculated_tax_name")));
    }

    private static <T> @Nullable List<T> list(ResultSet row, String column, Class<T[]> type) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : Arrays.asList(type.cast(array.getArray()));
    }
}
