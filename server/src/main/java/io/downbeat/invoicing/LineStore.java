package io.downbeat.invoicing;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.QuantityPoint;
import io.downbeat.rating.subscriptions.ChargeKind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** The frozen lines of finalized invoices. */
public final class LineStore {
    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final TypeReference<Map<String, String>> TEXT_MAP = new TypeReference<>() {};

    private static final String INSERT = """
        INSERT INTO invoice_line (invoice_id, position, id, customer_id, type, name, quantity, unit_price, total,
            product_id, product_type, starting_at, ending_before, pricing_group_values,
            presentation_group_values, tier_level, tier_starting_at, tier_size, scheduled_charge_id,
            scheduled_item_id, growth, balance_id, balance_segment_id, balance_type, discount_id, professional_service_id,
            amendment_id, metadata, credit_type_id, converted_credit_type_id, is_minimum,
            subscription_id, subscription_charge_kind, is_prorated)
        SELECT * FROM unnest(:invoices::uuid[], :positions::int[], :ids::uuid[], :customers::uuid[], :types::text[],
            :names::text[], :quantities::numeric[], :prices::numeric[], :totals::numeric[], :products::uuid[],
            :productTypes::text[], :starts::timestamptz[], :ends::timestamptz[], :pricing::jsonb[],
            :presentation::jsonb[], :levels::int[], :tierStarts::numeric[], :tierSizes::numeric[],
            :charges::uuid[], :items::uuid[], :growths::json[], :balances::uuid[], :segments::uuid[],
            :balanceTypes::text[], :discounts::uuid[], :services::uuid[], :amendments::uuid[], :metadata::text[],
            :units::uuid[], :convertedUnits::uuid[], :minimums::boolean[],
            :subscriptions::uuid[], :chargeKinds::text[], :prorated::boolean[])
        """;
    private static final String READ = """
        SELECT invoice_id, id, type, name, quantity, unit_price, total, product_id, product_type, starting_at,
            ending_before, pricing_group_values, presentation_group_values, tier_level, tier_starting_at, tier_size,
            scheduled_charge_id, scheduled_item_id, balance_id, balance_segment_id, balance_type, discount_id,
            professional_service_id, amendment_id, metadata, credit_type_id, converted_credit_type_id, is_minimum,
            subscription_id, subscription_charge_kind, is_prorated%s
        FROM invoice_line
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        ORDER BY invoice_id, position
        """;

    private record PositionedLine(InvoiceHeader invoice, int position, ComputedLine computed) {
        InvoiceLine line() {
            return computed.line();
        }
    }

    private final JdbcClient database;
    private final Pricing pricing;

    LineStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    public void insert(List<ComputedDraft> invoices) {
        List<PositionedLine> all = new ArrayList<>();
        for (ComputedDraft of : invoices) {
            List<ComputedLine> lines = of.rated().lines();
            for (int i = 0; i < lines.size(); i++) {
                all.add(new PositionedLine(of.invoice(), i, lines.get(i)));
            }
        }
        if (all.isEmpty()) {
            return;
        }
        database.sql(INSERT)
                .param("invoices", Rows.texts(all, one -> one.invoice().id()))
                .param(
                        "positions",
                        all.stream().mapToInt(PositionedLine::position).toArray())
                .param("ids", Rows.texts(all, one -> one.line().id()))
                .param(
                        "customers",
                        Rows.texts(all, one -> one.invoice().customer().value()))
                .param("types", Rows.texts(all, one -> one.line().source().type()))
                .param("names", Rows.texts(all, one -> one.line().name()))
                .param("quantities", Rows.texts(all, one -> quantity(one, Quantity::units)))
                .param(
                        "prices",
                        Rows.texts(
                                all, one -> quantity(one, of -> of.unitPrice().value())))
                .param("totals", Rows.texts(all, one -> one.line().total().value()))
                .param("products", Rows.texts(all, one -> one.line().product().id()))
                .param(
                        "productTypes",
                        Rows.texts(all, one -> one.line().source().productType()))
                .param("starts", Rows.texts(all, one -> one.line().source().startingAt()))
                .param("ends", Rows.texts(all, one -> one.line().source().endingBefore()))
                .param(
                        "pricing",
                        Rows.texts(all, one -> json(one.line().source().pricingGroupValues())))
                .param(
                        "presentation",
                        Rows.texts(all, one -> json(one.line().source().presentationGroupValues())))
                .param("levels", Rows.texts(all, one -> tier(one, TierRange::level)))
                .param("tierStarts", Rows.texts(all, one -> tier(one, TierRange::startingAt)))
                .param("tierSizes", Rows.texts(all, one -> tier(one, TierRange::size)))
                .param("charges", Rows.texts(all, one -> scheduled(one, InvoiceLine.Scheduled::charge)))
                .param("items", Rows.texts(all, one -> item(one)))
                .param("discounts", Rows.texts(all, one -> discount(one)))
                .param("services", Rows.texts(all, one -> service(one, InvoiceLine.ProfessionalService::service)))
                .param("amendments", Rows.texts(all, one -> service(one, InvoiceLine.ProfessionalService::amendment)))
                .param("metadata", Rows.texts(all, one -> service(one, InvoiceLine.ProfessionalService::metadata)))
                .param(
                        "balances",
                        Rows.texts(
                                all,
                                one -> balance(one, InvoiceLine.PaidBy::balance, InvoiceLine.CommitPurchase::commit)))
                .param("segments", Rows.texts(all, one -> balance(one, InvoiceLine.PaidBy::segment, _ -> null)))
                .param(
                        "balanceTypes",
                        Rows.texts(
                                all,
                                one -> balance(one, InvoiceLine.PaidBy::type, InvoiceLine.CommitPurchase::commitType)))
                .param("units", Rows.texts(all, one -> unit(one)))
                .param(
                        "minimums",
                        Rows.texts(
                                all, one -> one.line().source() instanceof InvoiceLine.Composite of && of.isMinimum()))
                .param("subscriptions", Rows.texts(all, one -> subscribed(one, InvoiceLine.Subscribed::subscription)))
                .param("chargeKinds", Rows.texts(all, one -> subscribed(one, InvoiceLine.Subscribed::kind)))
                .param(
                        "prorated",
                        Rows.texts(
                                all,
                                one -> one.line().source() instanceof InvoiceLine.Subscribed of && of.isProrated()))
                .param("convertedUnits", Rows.texts(all, one -> converted(one)))
                .param(
                        "growths",
                        Rows.texts(all, one -> cumulative(one.computed().cumulative())))
                .update();
    }

    public Map<InvoiceId, List<InvoiceLine>> lines(Collection<InvoiceHeader> invoices) {
        Map<InvoiceId, CreditType> currencies = currencies(invoices);
        Map<InvoiceId, List<InvoiceLine>> found = new HashMap<>();
        reading("", invoices).query(row -> {
            InvoiceId invoice = new InvoiceId(Rows.uuid(row, "invoice_id"));
            found.computeIfAbsent(invoice, none -> new ArrayList<>())
                    .add(line(row, Objects.requireNonNull(currencies.get(invoice))));
        });
        return found;
    }

    /** The lines with their quantities after each hour, as they were when the invoice was finalized. */
    public Map<InvoiceId, List<ComputedLine>> withHours(Collection<InvoiceHeader> invoices) {
        Map<InvoiceId, CreditType> currencies = currencies(invoices);
        Map<InvoiceId, List<ComputedLine>> found = new HashMap<>();
        reading(", growth", invoices).query(row -> {
            InvoiceId invoice = new InvoiceId(Rows.uuid(row, "invoice_id"));
            InvoiceLine line = line(row, Objects.requireNonNull(currencies.get(invoice)));
            found.computeIfAbsent(invoice, none -> new ArrayList<>())
                    .add(new ComputedLine(line, line.total(), cumulative(row.getString("growth"))));
        });
        return found;
    }

    private JdbcClient.StatementSpec reading(String more, Collection<InvoiceHeader> invoices) {
        return database.sql(READ.formatted(more))
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("ids", Rows.array(invoices, one -> one.id().value()));
    }

    private static Map<InvoiceId, CreditType> currencies(Collection<InvoiceHeader> invoices) {
        return invoices.stream().collect(Collectors.toMap(InvoiceHeader::id, InvoiceHeader::currency));
    }

    private InvoiceLine line(ResultSet row, CreditType currency) throws SQLException {
        UUID product = Rows.optionalUuid(row, "product_id");
        UUID custom = Rows.optionalUuid(row, "credit_type_id");
        CreditType unit = custom == null ? currency : unit(custom);
        return new InvoiceLine(
                new LineId(Rows.uuid(row, "id")),
                new ProductRef(product == null ? null : new ProductId(product), row.getString("name")),
                quantity(row, unit),
                new Amount(row.getBigDecimal("total"), unit),
                source(row));
    }

    private InvoiceLine.Source source(ResultSet row) throws SQLException {
        String type = row.getString("type");
        return switch (type) {
            case InvoiceLine.Usage.TYPE -> usage(row);
            case InvoiceLine.Applied.TYPE ->
                new InvoiceLine.Applied(
                        Rows.instant(row, "starting_at"),
                        Rows.instant(row, "ending_before"),
                        map(row.getString("pricing_group_values")),
                        map(row.getString("presentation_group_values")),
                        Rows.text(row, "product_type"),
                        Objects.requireNonNull(paidBy(row), "a line that takes off names what pays"));
            case InvoiceLine.Scheduled.TYPE -> scheduled(row);
            case InvoiceLine.ProfessionalService.TYPE ->
                new InvoiceLine.ProfessionalService(
                        new ProfessionalServiceId(Rows.uuid(row, "professional_service_id")),
                        new ScheduledCharge.ItemId(Rows.uuid(row, "scheduled_item_id")),
                        Rows.instant(row, "starting_at"),
                        Rows.optionalUuid(row, "amendment_id"),
                        row.getString("metadata"));
            case InvoiceLine.CommitPurchase.TYPE ->
                new InvoiceLine.CommitPurchase(
                        new BalanceId(Rows.uuid(row, "balance_id")),
                        Rows.uuid(row, "scheduled_item_id"),
                        BalanceType.valueOf(Rows.text(row, "balance_type")),
                        Rows.instant(row, "starting_at"));
            case InvoiceLine.Subscribed.TYPE ->
                new InvoiceLine.Subscribed(
                        new SubscriptionId(Rows.uuid(row, "subscription_id")),
                        ChargeKind.valueOf(Rows.text(row, "subscription_charge_kind")),
                        Rows.instant(row, "starting_at"),
                        Rows.instant(row, "ending_before"),
                        row.getBoolean("is_prorated"),
                        paidBy(row));
            case InvoiceLine.Conversion.TYPE ->
                new InvoiceLine.Conversion(
                        Rows.instant(row, "starting_at"),
                        Rows.instant(row, "ending_before"),
                        unit(Rows.uuid(row, "converted_credit_type_id")));
            default -> throw new IllegalStateException("unknown line type stored: " + type);
        };
    }

    private static InvoiceLine.Dated scheduled(ResultSet row) throws SQLException {
        var item = new ScheduledCharge.ItemId(Rows.uuid(row, "scheduled_item_id"));
        Instant date = Rows.instant(row, "starting_at");
        UUID discount = Rows.optionalUuid(row, "discount_id");
        return discount == null
                ? new InvoiceLine.Scheduled(Rows.uuid(row, "scheduled_charge_id"), item, date)
                : new InvoiceLine.Discount(discount, item, date);
    }

    private static InvoiceLine.Source usage(ResultSet row) throws SQLException {
        Instant from = Rows.instant(row, "starting_at");
        Instant until = Rows.instant(row, "ending_before");
        return InvoiceLine.Composite.PRODUCT_TYPE.equals(row.getString("product_type"))
                ? new InvoiceLine.Composite(from, until, tier(row), row.getBoolean("is_minimum"), paidBy(row))
                : new InvoiceLine.Usage(
                        from,
                        until,
                        map(row.getString("pricing_group_values")),
                        map(row.getString("presentation_group_values")),
                        tier(row),
                        paidBy(row));
    }

    private CreditType unit(UUID id) {
        return pricing.creditType(id).orElseThrow(() -> new IllegalStateException("no credit type " + id));
    }

    /** Nothing where it is the invoice's currency. */
    private static @Nullable Object unit(PositionedLine placed) {
        CreditType unit = placed.line().total().unit();
        return unit.isCurrency() ? null : unit.id();
    }

    private static @Nullable Object converted(PositionedLine placed) {
        return placed.line().source() instanceof InvoiceLine.Conversion conversion
                ? conversion.unit().id()
                : null;
    }

    private static @Nullable Quantity quantity(ResultSet row, CreditType currency) throws SQLException {
        BigDecimal units = row.getBigDecimal("quantity");
        return units == null ? null : new Quantity(units, new Amount(row.getBigDecimal("unit_price"), currency));
    }

    private static InvoiceLine.@Nullable PaidBy paidBy(ResultSet row) throws SQLException {
        UUID balance = Rows.optionalUuid(row, "balance_id");
        return balance == null
                ? null
                : new InvoiceLine.PaidBy(
                        new BalanceId(balance),
                        new AccessSegmentId(Rows.uuid(row, "balance_segment_id")),
                        BalanceType.valueOf(Rows.text(row, "balance_type")));
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

    private static @Nullable Object quantity(PositionedLine placed, Function<Quantity, Object> part) {
        Quantity quantity = placed.line().quantity();
        return quantity == null ? null : part.apply(quantity);
    }

    private static @Nullable Object balance(
            PositionedLine placed,
            Function<InvoiceLine.PaidBy, Object> paidBy,
            Function<InvoiceLine.CommitPurchase, @Nullable Object> purchased) {
        InvoiceLine line = placed.line();
        if (line.source() instanceof InvoiceLine.CommitPurchase purchase) {
            return purchased.apply(purchase);
        }
        return line.paidBy() == null ? null : paidBy.apply(line.paidBy());
    }

    private static @Nullable Object item(PositionedLine placed) {
        return placed.line().source() instanceof InvoiceLine.Dated dated ? dated.billedItem() : null;
    }

    private static @Nullable Object service(
            PositionedLine placed, Function<InvoiceLine.ProfessionalService, @Nullable Object> part) {
        return placed.line().source() instanceof InvoiceLine.ProfessionalService of ? part.apply(of) : null;
    }

    private static @Nullable Object subscribed(PositionedLine placed, Function<InvoiceLine.Subscribed, Object> part) {
        return placed.line().source() instanceof InvoiceLine.Subscribed of ? part.apply(of) : null;
    }

    private static @Nullable Object discount(PositionedLine placed) {
        return placed.line().source() instanceof InvoiceLine.Discount of ? of.discount() : null;
    }

    private static @Nullable Object scheduled(PositionedLine placed, Function<InvoiceLine.Scheduled, Object> part) {
        return placed.line().source() instanceof InvoiceLine.Scheduled scheduled ? part.apply(scheduled) : null;
    }

    private static String json(Map<String, String> values) {
        return values.isEmpty() ? "{}" : Json.write(values);
    }

    private static Map<String, String> map(String json) {
        return json.equals("{}") ? Map.of() : Json.MAPPER.readValue(json, TEXT_MAP);
    }

    /** Written by hand: a hundred hours of a thousand invoices a second go through here. */
    private static String cumulative(List<QuantityPoint> points) {
        StringBuilder json = new StringBuilder("[");
        for (QuantityPoint point : points) {
            json.append(json.length() == 1 ? "[" : ",[")
                    .append(Math.floorDiv(point.hour().getEpochSecond(), HOUR))
                    .append(',')
                    .append(point.soFar().toPlainString())
                    .append(']');
        }
        return json.append(']').toString();
    }

    private static List<QuantityPoint> cumulative(String json) {
        List<QuantityPoint> points = new ArrayList<>();
        for (JsonNode pair : Json.read(json)) {
            Instant hour = Instant.ofEpochSecond(pair.get(0).longValue() * HOUR);
            points.add(new QuantityPoint(hour, pair.get(1).decimalValue()));
        }
        return points;
    }
}
