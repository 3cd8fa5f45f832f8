package io.downbeat.delivery.engine.opening;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deliveries as if their invoices had been finalized, with what they refer to: an invoice and a configuration, of which the
 * engine needs no more than that they are there.
 */
public final class OpeningFixture {
    private static final String INSERT = """
        WITH n AS (
            SELECT * FROM unnest(CAST(:customers AS uuid[]), CAST(:contracts AS uuid[]), CAST(:invoices AS uuid[]),
                CAST(:configurations AS uuid[]), CAST(:methods AS uuid[]), CAST(:providers AS text[]),
                CAST(:types AS text[]), CAST(:accounts AS text[]))
                AS n(customer, contract, invoice, configuration, method, provider, type, account)),
        customers AS (
            INSERT INTO customer (id, name, custom_fields, created_at, updated_at)
            SELECT DISTINCT customer, 'acme', '{}'::jsonb, CAST(:now AS timestamptz), CAST(:now AS timestamptz) FROM n
            ON CONFLICT DO NOTHING),
        methods AS (
            INSERT INTO delivery_method
                (id, billing_provider, delivery_method, configuration, account_key, created_at, updated_at)
            SELECT DISTINCT method, provider, type, '{}'::jsonb, account, CAST(:now AS timestamptz),
                CAST(:now AS timestamptz) FROM n
            ON CONFLICT DO NOTHING),
        configurations AS (
            INSERT INTO provider_configuration (customer_id, id, delivery_method_id, billing_provider, delivery_method,
                configuration, unbillable_rules, created_at)
            SELECT customer, configuration, method, provider, type, '{}', '[]', :now FROM n),
        contracts AS (
            INSERT INTO contract (customer_id, id, starting_at, statement_frequency, statement_anchor,
                net_payment_terms_days, consolidates_scheduled_charges, custom_fields, initial_terms, created_at)
            SELECT customer, contract, '2025-01-01T00:00:00Z', 'MONTHLY', '2025-01-01T00:00:00Z', 30, false, '{}', '{}',
                :now FROM n)
        INSERT INTO invoice (customer_id, id, contract_id, type, status, issued_at, credit_type_id, finalize_at, created_at)
        SELECT customer, invoice, contract, 'SCHEDULED', 'DRAFT', :now, '2714e483-4ff1-48e4-9e25-ac732e8f24f2', :now, :now
        FROM n
        """;

    private OpeningFixture() {}

    /** What to open one for. */
    public record Wanted(
            InvoiceId invoice, CustomerId customer, Delivery.Destination destination, Amount total, Frozen frozen) {}

    public static List<DeliveryId> open(JdbcClient database, Ids ids, List<Wanted> all, Instant now) {
        List<NewDelivery> deliveries = all.stream()
                .map(each -> new NewDelivery(
                        new DeliveryId(ids.next()),
                        each.invoice(),
                        each.customer(),
                        new ContractId(UUID.randomUUID()),
                        each.destination(),
                        each.customer(),
                        each.total(),
                        each.frozen()))
                .toList();
        insertInvoices(database, deliveries, now);
        new NewDeliveryStore(database).insert(deliveries, now);
        return deliveries.stream().map(NewDelivery::id).toList();
    }

    private static void insertInvoices(JdbcClient database, List<NewDelivery> deliveries, Instant now) {
        database.sql(INSERT)
                .param("customers", uuids(deliveries, each -> each.customer().value()))
                .param("contracts", uuids(deliveries, each -> each.contract().value()))
                .param("invoices", uuids(deliveries, each -> each.invoice().value()))
                .param(
                        "configurations",
                        uuids(
                                deliveries,
                                each -> each.destination().configuration().value()))
                .param(
                        "methods",
                        uuids(
                                deliveries,
                                each -> each.destination().deliveryMethod().value()))
                .param(
                        "providers",
                        texts(deliveries, each -> each.destination().provider().wire()))
                .param(
                        "types",
                        texts(deliveries, each -> each.destination().method().wire()))
                .param("accounts", texts(deliveries, each -> each.destination().accountKey()))
                .param("now", Rows.at(now))
                .update();
    }

    private static UUID[] uuids(List<NewDelivery> deliveries, Function<NewDelivery, UUID> part) {
        return deliveries.stream().map(part).toArray(UUID[]::new);
    }

    private static String[] texts(List<NewDelivery> deliveries, Function<NewDelivery, String> part) {
        return deliveries.stream().map(part).toArray(String[]::new);
    }
}
