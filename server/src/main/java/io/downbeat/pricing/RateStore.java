package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.TieredRate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** The rates of rate cards. Runs inside the caller's transaction. */
final class RateStore {
    // One statement for all rates of a request. A rate of the same card, product, frequency, group and start is
    // replaced.
    private static final String PUT = """
        INSERT INTO rate (id, rate_card_id, product_id, pricing_group_values, starting_at, ending_before,
                          entitled, billing_frequency, credit_type_id, rate_type, price, tiers, minimum, commit_rate_type, commit_price, commit_tiers,
                          created_at)
        SELECT id, :card, product_id, pricing_group_values, starting_at, ending_before,
               entitled, billing_frequency, credit_type_id, rate_type, price, tiers, minimum, commit_rate_type, commit_price, commit_tiers,
               :createdAt
          FROM jsonb_to_recordset(CAST(:rates AS jsonb)) AS given(
               id uuid, product_id uuid, pricing_group_values jsonb, starting_at timestamptz,
               ending_before timestamptz, entitled boolean, billing_frequency text, credit_type_id uuid, rate_type text, price numeric, tiers jsonb, minimum numeric,
               commit_rate_type text, commit_price numeric, commit_tiers jsonb)
        ON CONFLICT (rate_card_id, product_id, starting_at, md5(pricing_group_values::text), coalesce(billing_frequency, '')) DO UPDATE
           SET ending_before = excluded.ending_before, entitled = excluded.entitled,
               credit_type_id = excluded.credit_type_id,
               rate_type = excluded.rate_type, price = excluded.price, tiers = excluded.tiers,
               minimum = excluded.minimum,
               commit_rate_type = excluded.commit_rate_type, commit_price = excluded.commit_price,
               commit_tiers = excluded.commit_tiers,
               created_at = excluded.created_at
        """;
    private static final String OF_CARDS = """
        SELECT rate_card_id, id, product_id, pricing_group_values, starting_at, ending_before,
               entitled, billing_frequency, credit_type_id, rate_type, price, tiers, minimum, commit_rate_type, commit_price, commit_tiers
          FROM rate WHERE rate_card_id IN (:cards)
        """;
    private static final String OF_PRODUCT = """
        SELECT rate_card_id, id, product_id, pricing_group_values, starting_at, ending_before,
               entitled, billing_frequency, credit_type_id, rate_type, price, tiers, minimum, commit_rate_type, commit_price, commit_tiers
          FROM rate WHERE product_id = :product ORDER BY starting_at, id
        """;

    private record Filed(RateCardId card, RateEntry entry) {}

    private final JdbcClient database;
    private final CustomCreditTypes units;

    RateStore(JdbcClient database, CustomCreditTypes units) {
        this.database = database;
        this.units = units;
    }

    /** No two of the entries may be of one product, group and start. */
    void put(RateCardId card, List<RateEntry> entries, Instant now) {
        database.sql(PUT)
                .param("card", card.value())
                .param(
                        "rates",
                        Json.write(entries.stream().map(RateStore::columns).toList()))
                .param("createdAt", Rows.at(now))
                .update();
    }

    Map<RateCardId, List<RateEntry>> ofCards(Collection<RateCardId> cards) {
        if (cards.isEmpty()) {
            return Map.of();
        }
        Map<RateCardId, List<RateEntry>> found = new HashMap<>();
        database.sql(OF_CARDS)
                .param("cards", cards.stream().map(RateCardId::value).toList())
                .query((row, number) -> read(row))
                .list()
                .forEach(filed -> found.computeIfAbsent(filed.card, card -> new ArrayList<>())
                        .add(filed.entry));
        return found;
    }

    List<RateEntry> ofProduct(ProductId product) {
        return database.sql(OF_PRODUCT)
                .param("product", product.value())
                .query((row, number) -> read(row).entry)
                .list();
    }

    private static Map<String, Object> columns(RateEntry entry) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("id", entry.id());
        columns.put("product_id", entry.product());
        columns.put("pricing_group_values", entry.pricingGroupValues());
        columns.put("starting_at", entry.startingAt());
        if (entry.endingBefore() != null) {
            columns.put("ending_before", entry.endingBefore());
        }
        columns.put("entitled", entry.entitled());
        if (entry.billingFrequency() != null) {
            columns.put("billing_frequency", entry.billingFrequency());
        }
        if (entry.unit() != null) {
            columns.put("credit_type_id", entry.unit().id());
        }
        put(columns, "", entry.rate());
        if (entry.commitRate() != null) {
            put(columns, "commit_", entry.commitRate());
        }
        return columns;
    }

    private static void put(Map<String, Object> columns, String prefix, Rate rate) {
        switch (rate) {
            case FlatRate flat -> {
                columns.put(prefix + "rate_type", "FLAT");
                columns.put(prefix + "price", flat.price());
            }
            case TieredRate tiered -> {
                columns.put(prefix + "rate_type", "TIERED");
                columns.put(prefix + "tiers", tiered.tiers());
            }
            case PercentageRate share -> {
                put(columns, prefix, share.of());
                columns.compute(
                        prefix + "rate_type", (_, of) -> "FLAT".equals(of) ? "PERCENTAGE" : "TIERED_PERCENTAGE");
                if (share.minimum() != null) {
                    columns.put("minimum", share.minimum());
                }
            }
        }
    }

    private Filed read(ResultSet row) throws SQLException {
        RateEntry entry = new RateEntry(
                row.getObject("id", UUID.class),
                new ProductId(Rows.uuid(row, "product_id")),
                Json.readTexts(Rows.text(row, "pricing_group_values")),
                Rows.instant(row, "starting_at"),
                Rows.optionalInstant(row, "ending_before"),
                row.getBoolean("entitled"),
                frequency(row),
                unit(row),
                rate(row, ""),
                row.getString("commit_rate_type") == null ? null : rate(row, "commit_"));
        return new Filed(new RateCardId(Rows.uuid(row, "rate_card_id")), entry);
    }

    private @Nullable CreditType unit(ResultSet row) throws SQLException {
        UUID unit = Rows.optionalUuid(row, "credit_type_id");
        return unit == null ? null : units.find(unit).orElseThrow();
    }

    private static @Nullable Frequency frequency(ResultSet row) throws SQLException {
        String frequency = row.getString("billing_frequency");
        return frequency == null ? null : Frequency.valueOf(frequency);
    }

    private static Rate rate(ResultSet row, String prefix) throws SQLException {
        String type = Rows.text(row, prefix + "rate_type");
        Rate rate = switch (type) {
            case "FLAT", "PERCENTAGE" -> new FlatRate(row.getBigDecimal(prefix + "price"));
            case "TIERED", "TIERED_PERCENTAGE" ->
                new TieredRate(Json.MAPPER.readValue(Rows.text(row, prefix + "tiers"), new TypeReference<>() {}));
            default -> throw new IllegalStateException("unknown rate type stored: " + type);
        };
        return type.endsWith("PERCENTAGE") ? new PercentageRate(rate, row.getBigDecimal("minimum")) : rate;
    }
}
