package io.downbeat.invoicing;

import io.downbeat.platform.http.Json;
import io.downbeat.pricing.ProductId;
import io.downbeat.pricing.TierRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** The frozen lines of finalized invoices. */
final class LineStore {
    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final TypeReference<Map<String, String>> TEXT_MAP = new TypeReference<>() {};

    private static final String INSERT = """
        INSERT INTO invoice_line (invoice_id, position, id, customer_id, type, name, quantity, unit_price, total,
            product_id, product_type, starting_at, ending_before, pricing_group_values,
            presentation_group_values, tier_level, tier_starting_at, tier_size, scheduled_charge_id,
            scheduled_item_id, growth)
        SELECT * FROM unnest(:invoices::uuid[], :positions::int[], :ids::uuid[], :customers::uuid[], :types::text[],
            :names::text[], :quantities::numeric[], :prices::numeric[], :totals::numeric[], :products::uuid[],
            :productTypes::text[], :starts::timestamptz[], :ends::timestamptz[], :pricing::jsonb[],
            :presentation::jsonb[], :levels::int[], :tierStarts::numeric[], :tierSizes::numeric[],
            :charges::uuid[], :items::uuid[], :growths::json[])
        """;
    private static final String READ = """
        SELECT invoice_id, id, type, name, quantity, unit_price, total, product_id, product_type, starting_at,
            ending_before, pricing_group_values, presentation_group_values, tier_level, tier_starting_at, tier_size,
            scheduled_charge_id, scheduled_item_id%s
        FROM invoice_line WHERE invoice_id = ANY(:ids::uuid[]) ORDER BY invoice_id, position
        """;

    /** The lines of one invoice that is being finalized. */
    record LinesOf(InvoiceHeader invoice, List<ComputedLine> lines) {}

    private record PositionedLine(InvoiceHeader invoice, int position, ComputedLine computed) {
        InvoiceLine line() {
            return computed.line();
        }
    }

    private final JdbcClient database;

    LineStore(JdbcClient database) {
        this.database = database;
    }

    void insert(List<LinesOf> invoices) {
        List<PositionedLine> all = new ArrayList<>();
        for (LinesOf of : invoices) {
            for (int i = 0; i < of.lines().size(); i++) {
                all.add(new PositionedLine(of.invoice(), i, of.lines().get(i)));
            }
        }
        if (all.isEmpty()) {
            return;
        }
        database.sql(INSERT)
                .param("invoices", InvoiceRows.texts(all, one -> one.invoice().id()))
                .param(
                        "positions",
                        all.stream().mapToInt(PositionedLine::position).toArray())
                .param("ids", InvoiceRows.texts(all, one -> one.line().id()))
                .param(
                        "customers",
                        InvoiceRows.texts(all, one -> one.invoice().customer().value()))
                .param("types", InvoiceRows.texts(all, one -> one.line().type()))
                .param("names", InvoiceRows.texts(all, one -> one.line().name()))
                .param("quantities", InvoiceRows.texts(all, one -> one.line().quantity()))
                .param("prices", InvoiceRows.texts(all, one -> one.line().unitPrice()))
                .param("totals", InvoiceRows.texts(all, one -> one.line().total()))
                .param("products", InvoiceRows.texts(all, one -> one.line().product()))
                .param("productTypes", InvoiceRows.texts(all, one -> one.line().productType()))
                .param("starts", InvoiceRows.texts(all, one -> one.line().startingAt()))
                .param("ends", InvoiceRows.texts(all, one -> one.line().endingBefore()))
                .param("pricing", InvoiceRows.texts(all, one -> json(one.line().pricingGroupValues())))
                .param(
                        "presentation",
                        InvoiceRows.texts(all, one -> json(one.line().presentationGroupValues())))
                .param("levels", InvoiceRows.texts(all, one -> tier(one, TierRange::level)))
                .param("tierStarts", InvoiceRows.texts(all, one -> tier(one, TierRange::startingAt)))
                .param("tierSizes", InvoiceRows.texts(all, one -> tier(one, TierRange::size)))
                .param("charges", InvoiceRows.texts(all, one -> one.line().scheduledChargeId()))
                .param("items", InvoiceRows.texts(all, one -> one.line().scheduledItemId()))
                .param(
                        "growths",
                        InvoiceRows.texts(all, one -> cumulative(one.computed().cumulative())))
                .update();
    }

    Map<InvoiceId, List<InvoiceLine>> lines(Collection<InvoiceId> ids) {
        Map<InvoiceId, List<InvoiceLine>> found = new HashMap<>();
        database.sql(READ.formatted(""))
                .param("ids", InvoiceRows.invoiceIds(ids))
                .query(row -> {
                    found.computeIfAbsent(new InvoiceId(InvoiceRows.uuid(row, "invoice_id")), none -> new ArrayList<>())
                            .add(line(row));
                });
        return found;
    }

    /** The lines with their cumulative, as they were when the invoice was finalized. */
    Map<InvoiceId, List<ComputedLine>> withGrowth(Collection<InvoiceId> ids) {
        Map<InvoiceId, List<ComputedLine>> found = new HashMap<>();
        database.sql(READ.formatted(", growth"))
                .param("ids", InvoiceRows.invoiceIds(ids))
                .query(row -> {
                    InvoiceLine line = line(row);
                    found.computeIfAbsent(new InvoiceId(InvoiceRows.uuid(row, "invoice_id")), none -> new ArrayList<>())
                            .add(new ComputedLine(line, line.total(), cumulative(row.getString("growth"))));
                });
        return found;
    }

    private static InvoiceLine line(ResultSet row) throws SQLException {
        UUID product = InvoiceRows.optionalUuid(row, "product_id");
        return new InvoiceLine(
                InvoiceRows.uuid(row, "id"),
                row.getString("type"),
                row.getString("name"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("unit_price"),
                row.getBigDecimal("total"),
                product == null ? null : new ProductId(product),
                row.getString("product_type"),
                InvoiceRows.optionalInstant(row, "starting_at"),
                InvoiceRows.optionalInstant(row, "ending_before"),
                map(row.getString("pricing_group_values")),
                map(row.getString("presentation_group_values")),
                tier(row),
                InvoiceRows.optionalUuid(row, "scheduled_charge_id"),
                InvoiceRows.optionalUuid(row, "scheduled_item_id"));
    }

    private static @Nullable TierRange tier(ResultSet row) throws SQLException {
        int level = row.getInt("tier_level");
        return level == 0
                ? null
                : new TierRange(level, row.getBigDecimal("tier_starting_at"), row.getBigDecimal("tier_size"));
    }

    private static @Nullable Object tier(PositionedLine placed, Function<TierRange, @Nullable Object> part) {
        TierRange tier = placed.line().tier();
        return tier == null ? null : part.apply(tier);
    }

    private static String json(Map<String, String> values) {
        return values.isEmpty() ? "{}" : Json.write(values);
    }

    private static Map<String, String> map(String json) {
        return json.equals("{}") ? Map.of() : Json.MAPPER.readValue(json, TEXT_MAP);
    }

    /** Written by hand: a hundred hours of a thousand invoices a second go through here. */
    private static String cumulative(List<QuantityPoint> steps) {
        StringBuilder json = new StringBuilder("[");
        for (QuantityPoint step : steps) {
            json.append(json.length() == 1 ? "[" : ",[")
                    .append(Math.floorDiv(step.hour().getEpochSecond(), HOUR))
                    .append(',')
                    .append(step.soFar().toPlainString())
                    .append(']');
        }
        return json.append(']').toString();
    }

    private static List<QuantityPoint> cumulative(String json) {
        List<QuantityPoint> steps = new ArrayList<>();
        for (JsonNode step : Json.read(json)) {
            Instant hour = Instant.ofEpochSecond(step.get(0).longValue() * HOUR);
            steps.add(new QuantityPoint(hour, step.get(1).decimalValue()));
        }
        return steps;
    }
}
