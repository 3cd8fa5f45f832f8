package io.downbeat.contracts.overrides;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.contracts.overrides.RateOverride.Target;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.pricing.rates.RateModifier.TieredMultiplier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Overrides and their specifiers. Runs inside the caller's transaction. */
final class RateOverrideStore {
    private static final String ADD = """
        INSERT INTO rate_override
            (customer_id, id, contract_id, product_id, product_tags, modifier, rate_type, price, tiers, multiplier,
             multiplier_tiers, credit_type_id, minimum, entitled, priority, is_commit_specific, target_rate, starting_at, ending_before, created_at)
        VALUES (:customer, :id, :contract, :product, CAST(:tags AS text[]), :modifier, :rateType, :price,
            CAST(:tiers AS jsonb), :multiplier, CAST(:multiplierTiers AS jsonb), :unit, :minimum, :entitled, :priority, :commitSpecific,
            :targetRate, :startingAt, :endingBefore, :createdAt)
        """;
    private static final String ADD_SPECIFIERS = """
        INSERT INTO rate_override_specifier
            (customer_id, rate_override_id, place, product_id, billing_frequency, product_tags, pricing_group_values,
             presentation_group_values, commit_ids, recurring_commit_ids, any_commit_or_credit_ids)
        SELECT :customer, :override, place, product_id, billing_frequency, product_tags, pricing_group_values,
               presentation_group_values, commit_ids, recurring_commit_ids, any_commit_or_credit_ids
          FROM jsonb_to_recordset(CAST(:specifiers AS jsonb)) AS given(
               place int, product_id uuid, billing_frequency text, product_tags text[], pricing_group_values jsonb,
               presentation_group_values jsonb, commit_ids uuid[], recurring_commit_ids uuid[],
               any_commit_or_credit_ids uuid[])
        """;
    private static final String REMOVE = "DELETE FROM rate_override WHERE customer_id = :customer AND id = ANY (:ids)";
    private static final String OF_CONTRACTS = """
        SELECT o.*,
               (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.place)
                  FROM rate_override_specifier s
                 WHERE s.customer_id = o.customer_id AND s.rate_override_id = o.id) AS specifiers
          FROM rate_override o
         WHERE (o.customer_id, o.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY o.customer_id, o.contract_id, o.sequence
        """;

    /** A row of the specifiers' table, as it travels in JSON. */
    private record Row(
            int place,
            @Nullable UUID productId,
            @Nullable Frequency billingFrequency,
            List<String> productTags,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues,
            List<UUID> commitIds,
            List<UUID> recurringCommitIds,
            List<UUID> anyCommitOrCreditIds) {

        static Row of(int place, Specifier specifier) {
            return new Row(
                    place,
                    specifier.product() == null ? null : specifier.product().value(),
                    specifier.billingFrequency(),
                    specifier.tags(),
                    specifier.pricingGroupValues(),
                    specifier.presentationGroupValues(),
                    specifier.paidBy().commits(),
                    specifier.paidBy().recurringCommits(),
                    specifier.paidBy().commitsOrCredits());
        }

        Specifier specifier() {
            return new Specifier(
                    productId == null ? null : new ProductId(productId),
                    billingFrequency,
                    productTags,
                    pricingGroupValues,
                    presentationGroupValues,
                    new PaidBy(commitIds, recurringCommitIds, anyCommitOrCreditIds));
        }
    }

    private final JdbcClient database;
    private final Pricing pricing;

    RateOverrideStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    void add(Contract.Ref contract, RateOverride override) {
        database.sql(ADD)
                .params(columns(override.target()))
                .params(columns(override.modifier()))
                .param("customer", contract.customer().value())
                .param("id", override.id())
                .param("contract", contract.contract().value())
                .param("entitled", override.entitled())
                .param("priority", override.priority())
                .param("commitSpecific", override.isCommitSpecific())
                .param("targetRate", override.targetRate().name())
                .param("startingAt", Rows.at(override.startingAt()))
                .param("endingBefore", Rows.at(override.endingBefore()))
                .param("createdAt", Rows.at(override.createdAt()))
                .update();
        if (override.target() instanceof Target.Specified specified) {
            database.sql(ADD_SPECIFIERS)
                    .param("customer", contract.customer().value())
                    .param("override", override.id())
                    .param("specifiers", Json.write(rows(specified.specifiers())))
                    .update();
        }
    }

    private static Map<String, @Nullable Object> columns(Target target) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put(
                "product", target instanceof Target.OfProduct of ? of.product().value() : null);
        columns.put(
                "tags", target instanceof Target.Tagged tagged ? tagged.anyOf().toArray(String[]::new) : null);
        return columns;
    }

    private static List<Row> rows(List<Specifier> specifiers) {
        List<Row> rows = new ArrayList<>();
        specifiers.forEach(specifier -> rows.add(Row.of(rows.size(), specifier)));
        return rows;
    }

    private static Map<String, @Nullable Object> columns(@Nullable RateModifier modifier) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        List.of("modifier", "rateType", "price", "tiers", "multiplier", "multiplierTiers", "unit", "minimum")
                .forEach(column -> columns.put(column, null));
        switch (modifier) {
            case null -> {}
            case RateModifier.Overwrite(Rate rate, CreditType unit) -> {
                columns.put("modifier", "OVERWRITE");
                columns.put("unit", unit == null ? null : unit.id());
                put(columns, rate);
            }
            case RateModifier.Multiplier(BigDecimal factor) -> {
                columns.put("modifier", "MULTIPLIER");
                columns.put("multiplier", factor);
            }
            case TieredMultiplier(List<TieredMultiplier.Step> steps) -> {
                columns.put("modifier", "TIERED");
                columns.put("multiplierTiers", Json.write(steps));
            }
        }
        return columns;
    }

    private static void put(Map<String, @Nullable Object> columns, Rate rate) {
        switch (rate) {
            case FlatRate flat -> {
                columns.put("rateType", "FLAT");
                columns.put("price", flat.price());
            }
            case TieredRate tiered -> {
                columns.put("rateType", "TIERED");
                columns.put("tiers", Json.write(tiered.tiers()));
            }
            case PercentageRate share -> {
                put(columns, share.of());
                columns.compute("rateType", (_, of) -> "FLAT".equals(of) ? "PERCENTAGE" : "TIERED_PERCENTAGE");
                columns.put("minimum", share.minimum());
            }
        }
    }

    void remove(Contract.Ref contract, List<RateOverride> overrides) {
        if (!overrides.isEmpty()) {
            database.sql(REMOVE)
                    .param("customer", contract.customer().value())
                    .param("ids", Rows.array(overrides, RateOverride::id))
                    .update();
        }
    }

    /** In the order in which they were added. */
    Map<ContractId, List<RateOverride>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, this::read);
    }

    private RateOverride read(ResultSet row) throws SQLException {
        return new RateOverride(
                Rows.uuid(row, "id"),
                target(row),
                modifier(row),
                row.getObject("entitled", Boolean.class),
                row.getBigDecimal("priority"),
                row.getBoolean("is_commit_specific"),
                RateType.valueOf(Rows.text(row, "target_rate")),
                Rows.instant(row, "starting_at"),
                Rows.optionalInstant(row, "ending_before"),
                Rows.instant(row, "created_at"));
    }

    private static Target target(ResultSet row) throws SQLException {
        UUID product = Rows.optionalUuid(row, "product_id");
        if (product != null) {
            return new Target.OfProduct(new ProductId(product));
        }
        Array tags = row.getArray("product_tags");
        if (tags != null) {
            return new Target.Tagged(List.of((String[]) tags.getArray()));
        }
        List<Row> specifiers = Json.MAPPER.readValue(Rows.text(row, "specifiers"), new TypeReference<>() {});
        return new Target.Specified(specifiers.stream().map(Row::specifier).toList());
    }

    private @Nullable RateModifier modifier(ResultSet row) throws SQLException {
        String modifier = row.getString("modifier");
        return switch (modifier) {
            case null -> null;
            case "OVERWRITE" -> new RateModifier.Overwrite(rate(row), unit(row));
            case "MULTIPLIER" -> new RateModifier.Multiplier(row.getBigDecimal("multiplier"));
            case "TIERED" ->
                new TieredMultiplier(
                        Json.MAPPER.readValue(Rows.text(row, "multiplier_tiers"), new TypeReference<>() {}));
            default -> throw new IllegalStateException("unknown modifier stored: " + modifier);
        };
    }

    private @Nullable CreditType unit(ResultSet row) throws SQLException {
        UUID unit = Rows.optionalUuid(row, "credit_type_id");
        return unit == null ? null : pricing.creditType(unit).orElseThrow();
    }

    private static Rate rate(ResultSet row) throws SQLException {
        String type = Rows.text(row, "rate_type");
        Rate rate = switch (type) {
            case "FLAT", "PERCENTAGE" -> new FlatRate(row.getBigDecimal("price"));
            case "TIERED", "TIERED_PERCENTAGE" ->
                new TieredRate(Json.MAPPER.readValue(Rows.text(row, "tiers"), new TypeReference<>() {}));
            default -> throw new IllegalStateException("unknown rate type stored: " + type);
        };
        return type.endsWith("PERCENTAGE") ? new PercentageRate(rate, row.getBigDecimal("minimum")) : rate;
    }
}
