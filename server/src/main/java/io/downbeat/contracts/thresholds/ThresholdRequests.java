package io.downbeat.contracts.thresholds;

import io.downbeat.balances.AppliesTo;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.charges.FixedProducts;
import io.downbeat.contracts.commits.AppliesToRequests;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads threshold configurations from requests. A member that is {@code null} was left out. */
final class ThresholdRequests {
    private static final BigDecimal MIN_THRESHOLD_DOLLARS = BigDecimal.valueOf(5);
    private static final BigDecimal MIN_RECHARGE_DOLLARS = BigDecimal.valueOf(10);
    /** Below it Stripe charges nobody. */
    private static final BigDecimal MIN_CHARGE_DOLLARS = new BigDecimal("0.5");

    private static final Set<String> COMMIT = Set.of("product_id", "name", "description", "priority");
    private static final Set<String> PREPAID_COMMIT = Set.of(
            "product_id",
            "name",
            "description",
            "priority",
            "applicable_product_ids",
            "applicable_product_tags",
            "specifiers");

    private final FixedProducts products;
    private final AppliesToRequests targets;
    private final ThresholdUnits units;

    ThresholdRequests(FixedProducts products, AppliesToRequests targets, ThresholdUnits units) {
        this.products = products;
        this.targets = targets;
        this.units = units;
    }

    /**
     * @param currency of the contract's rate card
     * @param had the product of the commit until now, which may be archived since; {@code null} for a new configuration
     */
    SpendThreshold spend(JsonNode configuration, String path, @Nullable CreditType currency, @Nullable ProductId had) {
        Body body = Body.of(Json.withoutNulls(configuration), path);
        body.knowsOnly(
                Set.of("commit", "is_enabled", "payment_gate_config", "threshold_amount", "discount_configuration"));
        boolean isEnabled = body.flag("is_enabled");
        ThresholdCommit commit = commit(body, COMMIT, had);
        PaymentGate gate = GateRequests.offSession(body.object("payment_gate_config"));
        ThresholdDiscount discount = discount(body);
        BigDecimal threshold = body.decimal("threshold_amount");
        if (threshold.signum() <= 0) {
            throw body.invalid("threshold_amount", "must be positive");
        }
        requireChargeable(body, gate, threshold, discount, ThresholdUnits.dollar(currency));
        return new SpendThreshold(isEnabled, threshold, commit, gate, discount);
    }

    /**
     * @param currency of the contract's rate card: the published minimums are in dollars, or its whole units
     * @param had the product of the commit until now, which may be archived since; {@code null} for a new configuration
     */
    PrepaidBalanceThreshold prepaidBalance(
            JsonNode configuration,
            String path,
            Contract contract,
            @Nullable CreditType currency,
            @Nullable ProductId had) {
        Body body = Body.of(Json.withoutNulls(configuration), path);
        body.knowsOnly(Set.of(
                "commit",
                "is_enabled",
                "payment_gate_config",
                "recharge_to_amount",
                "threshold_amount",
                "custom_credit_type_id",
                "discount_configuration",
                "threshold_balance_specifiers"));
        boolean isEnabled = body.flag("is_enabled");
        ThresholdCommit commit = commit(body, PREPAID_COMMIT, had);
        PaymentGate gate = GateRequests.offSession(body.object("payment_gate_config"));
        ThresholdDiscount discount = discount(body);
        ThresholdUnits.Counted counted = units.counted(body, contract, currency);
        PrepaidBalanceThreshold.Recharge recharge = recharge(body, counted.dollar());
        BigDecimal least = recharge.rechargeToAmount().subtract(recharge.thresholdAmount());
        requireChargeable(body, gate, least, discount, counted.dollar());
        return new PrepaidBalanceThreshold(
                isEnabled, recharge, new CountedBalance(counted.unit(), excluding(body)), commit, gate, discount);
    }

    private static PrepaidBalanceThreshold.Recharge recharge(Body body, BigDecimal dollar) {
        BigDecimal threshold = body.decimal("threshold_amount");
        BigDecimal least = MIN_THRESHOLD_DOLLARS.multiply(dollar);
        if (threshold.compareTo(least) < 0) {
            throw body.invalid("threshold_amount", "must be at least " + plain(least));
        }
        BigDecimal rechargeTo = body.decimal("recharge_to_amount");
        BigDecimal distance = MIN_RECHARGE_DOLLARS.multiply(dollar);
        if (rechargeTo.subtract(threshold).compareTo(distance) < 0) {
            throw body.invalid("recharge_to_amount", "must be at least " + plain(distance) + " above threshold_amount");
        }
        return new PrepaidBalanceThreshold.Recharge(threshold, rechargeTo);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** @param least what is bought at least, before the discount */
    private static void requireChargeable(
            Body body, PaymentGate gate, BigDecimal least, @Nullable ThresholdDiscount discount, BigDecimal dollar) {
        BigDecimal charge =
                discount == null ? least : least.multiply(discount.fraction().value());
        if (gate.type() == PaymentGate.Type.STRIPE && charge.compareTo(MIN_CHARGE_DOLLARS.multiply(dollar)) < 0) {
            throw body.invalid(
                    "threshold_amount",
                    "the smallest charge would be below the 0.50 that Stripe takes; raise it or the payment_fraction");
        }
    }

    private ThresholdCommit commit(Body body, Set<String> members, @Nullable ProductId had) {
        Body commit = body.object("commit");
        commit.knowsOnly(members);
        ProductId product = products.read(commit, had);
        String name = commit.optionalText("name").orElse(null);
        String description = commit.optionalText("description").orElse(null);
        BigDecimal priority = commit.optionalDecimal("priority").orElse(null);
        AppliesTo usage = targets.read(commit);
        var scope = new ThresholdCommit.Scope(
                commit.optionalUuids("applicable_product_ids")
                        .map(ids -> ids.stream().map(ProductId::new).toList())
                        .orElse(null),
                commit.optionalTexts("applicable_product_tags").orElse(null),
                usage instanceof AppliesTo.Specifiers(var anyOf) ? anyOf : null);
        return new ThresholdCommit(product, name, priority, description, scope);
    }

    private static @Nullable ThresholdDiscount discount(Body body) {
        Optional<Body> discount = body.optionalObject("discount_configuration");
        if (discount.isEmpty()) {
            return null;
        }
        discount.get().knowsOnly(Set.of("payment_fraction", "cap"));
        BigDecimal fraction = discount.get().decimal("payment_fraction");
        if (!PaymentFraction.isFraction(fraction)) {
            throw discount.get().invalid("payment_fraction", "must be above 0 and at most 1");
        }
        return new ThresholdDiscount(
                new PaymentFraction(fraction),
                discount.get().optionalObject("cap").map(ThresholdRequests::cap).orElse(null));
    }

    private static ThresholdDiscount.Cap cap(Body cap) {
        cap.knowsOnly(Set.of("amount", "spend_tracker_alias"));
        BigDecimal amount = cap.decimal("amount");
        if (amount.signum() < 0) {
            throw cap.invalid("amount", "must not be negative");
        }
        return new ThresholdDiscount.Cap(amount, cap.text("spend_tracker_alias"));
    }

    private static List<CountedBalance.Excluding> excluding(Body body) {
        List<CountedBalance.Excluding> all = new ArrayList<>();
        for (Body specifier : body.optionalObjects("threshold_balance_specifiers")) {
            specifier.knowsOnly(Set.of("exclude"));
            all.add(new CountedBalance.Excluding(specifier.objects("exclude").stream()
                    .map(ThresholdRequests::exclusion)
                    .toList()));
        }
        return all;
    }

    private static CountedBalance.Exclusion exclusion(Body exclude) {
        exclude.knowsOnly(Set.of("custom_field_filters"));
        List<CountedBalance.FieldFilter> filters = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Body filter : exclude.objects("custom_field_filters")) {
            filter.knowsOnly(Set.of("entity", "key", "value"));
            String entity = CountedBalance.Entity.of(filter.text("entity"))
                    .map(CountedBalance.Entity::word)
                    .orElseThrow(
                            () -> filter.invalid("entity", "must be Commit, ContractCredit or ContractCreditOrCommit"));
            String key = filter.text("key");
            if (!keys.add(key)) {
                throw filter.invalid("key", "stands twice in one exclude; name each value in an exclude of its own");
            }
            filters.add(new CountedBalance.FieldFilter(entity, key, filter.text("value")));
        }
        if (filters.isEmpty()) {
            throw exclude.invalid("custom_field_filters", "must have at least one filter");
        }
        return new CountedBalance.Exclusion(filters);
    }
}
