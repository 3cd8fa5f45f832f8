package io.downbeat.balances;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How balances and what belongs to them travel between rows and records. */
final class BalanceRows {

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What the row of a balance says of it. */
    record Head(
            BalanceId id,
            CustomerId customer,
            BalanceScope scope,
            BalanceType type,
            BalanceTerms terms,
            CreditType unit,
            @Nullable PaymentSchedule unpaid,
            BalanceOrigin origin,
            Instant createdAt,
            @Nullable Instant archivedAt) {

        Balance with(List<AccessSegment> segments, List<PaymentItem> items) {
            PaymentSchedule payments = unpaid == null ? null : unpaid.with(items);
            return new Balance(
                    id, customer, scope, type, terms, unit, segments, payments, origin, createdAt, archivedAt);
        }
    }

    private final Pricing pricing;

    BalanceRows(Pricing pricing) {
        this.pricing = pricing;
    }

    /** The columns that an edit changes, and the key. */
    static JdbcClient.StatementSpec changeable(JdbcClient.StatementSpec statement, Balance balance) {
        BalanceTerms terms = balance.terms();
        return childAccess(appliesTo(statement, terms.appliesTo()), balance.scope())
                .param("customer", balance.customer().value())
                .param("id", balance.id().value())
                .param(
                        "applicableContracts",
                        balance.scope() instanceof BalanceScope.OfCustomer of
                                ? Rows.array(of.applicableContracts())
                                : null)
                .param(
                        "invoiceContract",
                        balance.scope() instanceof BalanceScope.OfCustomer of ? of.invoiceContract() : null)
                .param("product", terms.product().value())
                .param("name", terms.name())
                .param("description", terms.description())
                .param("priority", terms.priority())
                .param("rateType", terms.rateType().name())
                .param("rolloverFraction", terms.rolloverFraction())
                .param("netsuite", terms.sale().netsuiteSalesOrderId())
                .param("salesforce", terms.sale().salesforceOpportunityId())
                .param(
                        "restWaived",
                        balance.payments() != null && balance.payments().restWaived())
                .param("archivedAt", Rows.at(balance.archivedAt()));
    }

    private static JdbcClient.StatementSpec childAccess(JdbcClient.StatementSpec statement, BalanceScope scope) {
        BalanceScope.ChildAccess access =
                scope instanceof BalanceScope.OfContract of ? of.children() : BalanceScope.ChildAccess.NONE;
        return switch (access) {
            case BalanceScope.ChildAccess.None _ ->
                statement.param("childAccess", null).param("children", null);
            case BalanceScope.ChildAccess.All _ ->
                statement.param("childAccess", "ALL").param("children", null);
            case BalanceScope.ChildAccess.Only(Set<UUID> children) ->
                statement.param("childAccess", "CONTRACT_IDS").param("children", Rows.array(children));
        };
    }

    /** The columns that stay as they were made. */
    static JdbcClient.StatementSpec fixed(JdbcClient.StatementSpec statement, Balance balance) {
        PaymentSchedule payments = balance.payments();
        BalanceOrigin.RolledOver rolledOver = balance.origin().rolledOver();
        return statement
                .param("type", balance.type().name())
                .param("contract", balance.scope() instanceof BalanceScope.OfContract of ? of.contract() : null)
                .param("customFields", Json.write(balance.terms().customFields()))
                .param("unit", balance.unit().id())
                .param("currency", payments == null ? null : payments.currency().id())
                .param("doNotInvoice", payments == null ? null : payments.doNotInvoice())
                .param("countsAsDiscounted", payments == null ? null : payments.countsAsDiscounted())
                .param("recurring", balance.origin().recurring())
                .param(
                        "rolledOverFrom",
                        rolledOver == null ? null : rolledOver.from().value())
                .param("costBasis", rolledOver == null ? null : rolledOver.costBasis())
                .param("createdAt", Rows.at(balance.createdAt()));
    }

    private static JdbcClient.StatementSpec appliesTo(JdbcClient.StatementSpec statement, AppliesTo appliesTo) {
        return switch (appliesTo) {
            case AppliesTo.Everything _ -> appliesTo(statement, null, null, null);
            case AppliesTo.Products(Set<ProductId> products, Set<String> tags) ->
                appliesTo(
                        statement,
                        Rows.array(products, ProductId::value),
                        tags.stream().sorted().toArray(String[]::new),
                        null);
            case AppliesTo.Specifiers(List<Specifier> anyOf) -> appliesTo(statement, null, null, Json.write(anyOf));
        };
    }

    private static JdbcClient.StatementSpec appliesTo(
            JdbcClient.StatementSpec statement,
            UUID @Nullable [] products,
            String @Nullable [] tags,
            @Nullable String specifiers) {
        return statement.param("products", products).param("tags", tags).param("specifiers", specifiers);
    }

    Head head(ResultSet row) throws SQLException {
        BalanceType type = BalanceType.valueOf(Rows.text(row, "type"));
        return new Head(
                new BalanceId(Rows.uuid(row, "id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                scope(row),
                type,
                terms(row),
                creditType(Rows.uuid(row, "credit_type_id")),
                type == BalanceType.CREDIT
                        ? null
                        : new PaymentSchedule(
                                creditType(Rows.uuid(row, "payment_credit_type_id")),
                                row.getBoolean("do_not_invoice"),
                                row.getBoolean("is_rest_waived"),
                                Rows.optionalFlag(row, "counts_as_discounted"),
                                List.of()),
                origin(row),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "archived_at"));
    }

    private CreditType creditType(UUID id) {
        return pricing.creditType(id).orElseThrow();
    }

    private static BalanceScope scope(ResultSet row) throws SQLException {
        UUID contract = Rows.optionalUuid(row, "contract_id");
        return contract == null
                ? new BalanceScope.OfCustomer(
                        Set.of(array(row, "applicable_contract_ids", UUID[].class)),
                        Rows.optionalUuid(row, "invoice_contract_id"))
                : new BalanceScope.OfContract(contract, childAccess(row));
    }

    private static BalanceScope.ChildAccess childAccess(ResultSet row) throws SQLException {
        String access = row.getString("child_access");
        if (access == null) {
            return BalanceScope.ChildAccess.NONE;
        }
        return access.equals("ALL")
                ? new BalanceScope.ChildAccess.All()
                : new BalanceScope.ChildAccess.Only(Set.of(array(row, "child_contract_ids", UUID[].class)));
    }

    private static BalanceOrigin origin(ResultSet row) throws SQLException {
        UUID from = Rows.optionalUuid(row, "rolled_over_from");
        return new BalanceOrigin(
                Rows.optionalUuid(row, "recurring_id"),
                from == null
                        ? null
                        : new BalanceOrigin.RolledOver(
                                new BalanceId(from),
                                Rows.uuid(row, "rolled_over_from_contract"),
                                row.getBigDecimal("rolled_over_cost_basis"),
                                Rows.optionalInstant(row, "rollover_frozen_at") != null));
    }

    private static BalanceTerms terms(ResultSet row) throws SQLException {
        return new BalanceTerms(
                new ProductId(Rows.uuid(row, "product_id")),
                row.getString("name"),
                row.getString("description"),
                row.getBigDecimal("priority"),
                appliesTo(row),
                RateType.valueOf(Rows.text(row, "rate_type")),
                row.getBigDecimal("rollover_fraction"),
                Json.readTexts(Rows.text(row, "custom_fields")),
                new BalanceTerms.Sale(
                        row.getString("netsuite_sales_order_id"), row.getString("salesforce_opportunity_id")));
    }

    private static AppliesTo appliesTo(ResultSet row) throws SQLException {
        String specifiers = row.getString("specifiers");
        if (specifiers != null) {
            return new AppliesTo.Specifiers(Json.read(specifiers)
                    .valueStream()
                    .map(BalanceRows::specifier)
                    .toList());
        }
        if (row.getArray("applicable_product_ids") == null) {
            return new AppliesTo.Everything();
        }
        return new AppliesTo.Products(
                set(Arrays.stream(array(row, "applicable_product_ids", UUID[].class))
                        .map(ProductId::new)
                        .toList()),
                Set.of(array(row, "applicable_product_tags", String[].class)));
    }

    private static Specifier specifier(JsonNode specifier) {
        return new Specifier(
                specifier.hasNonNull("product")
                        ? new ProductId(UUID.fromString(specifier.get("product").stringValue()))
                        : null,
                set(specifier
                        .get("tags")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .toList()),
                texts(specifier.get("pricing_group_values")),
                texts(specifier.get("presentation_group_values")));
    }

    private static Map<String, String> texts(JsonNode values) {
        return Json.readTexts(Json.write(values));
    }

    private static <T> Set<T> set(Collection<T> all) {
        return Set.copyOf(all);
    }

    private static <T> T[] array(ResultSet row, String column, Class<T[]> type) throws SQLException {
        Array array = row.getArray(column);
        return type.cast(array.getArray());
    }

    static AccessSegment segment(ResultSet row) throws SQLException {
        return new AccessSegment(
                new AccessSegmentId(Rows.uuid(row, "id")),
                row.getBigDecimal("amount"),
                Rows.instant(row, "starting_at"),
                Rows.instant(row, "ending_before"),
                seats(row));
    }

    private static AccessSegment.@Nullable Seats seats(ResultSet row) throws SQLException {
        BigDecimal units = row.getBigDecimal("seat_units");
        return units == null
                ? null
                : new AccessSegment.Seats(units, row.getString("seat_group_key"), row.getString("seat_id"));
    }

    static PaymentItem payment(ResultSet row) throws SQLException {
        return new PaymentItem(
                Rows.uuid(row, "id"),
                Rows.instant(row, "paid_at"),
                row.getBigDecimal("unit_price"),
                row.getBigDecimal("quantity"));
    }
}
