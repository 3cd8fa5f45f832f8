package io.downbeat.invoicing.historical;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Historical invoices on their way to being final, and the quantities that they are made of, in the database. */
public final class HistoricalStore {
    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final TypeReference<Map<String, String>> TEXT_MAP = new TypeReference<>() {};

    private static final String LIVE = """
        SELECT id FROM invoice
        WHERE customer_id = :customer AND contract_id = :contract AND type = 'USAGE' AND status <> 'VOID'
          AND period_start < :end AND period_end > :start
        ORDER BY period_start LIMIT 1
        """;
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, period_start, period_end, issued_at,
            credit_type_id, finalize_at, created_at, historical, billable, custom_fields)
        SELECT n.id, n.customer_id, n.contract_id, 'USAGE', 'DRAFT', n.period_start, n.period_end, n.issued_at,
            n.credit_type_id, n.created_at, n.created_at, true, n.billable, n.custom_fields
        FROM unnest(:ids::uuid[], :customers::uuid[], :contracts::uuid[], :starts::timestamptz[], :ends::timestamptz[],
                :dates::timestamptz[], :currencies::uuid[], :created::timestamptz[], :billable::boolean[],
                :fields::jsonb[])
            AS n (id, customer_id, contract_id, period_start, period_end, issued_at, credit_type_id, created_at, billable,
                custom_fields)
        """;
    private static final String KEEP = """
        INSERT INTO historical_usage (customer_id, invoice_id, position, product_id, starting_at, ending_before,
            pricing_group_values, presentation_group_values, quantity, parts)
        SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[], :positions::int[], :products::uuid[],
            :starts::timestamptz[], :ends::timestamptz[], :pricing::jsonb[], :presentation::jsonb[],
            :quantities::numeric[], :parts::json[])
        """;
    private static final String KEEP_AGAIN = """
        INSERT INTO historical_usage (customer_id, invoice_id, position, product_id, starting_at, ending_before,
            pricing_group_values, presentation_group_values, quantity, parts)
        SELECT customer_id, :again, position, product_id, starting_at, ending_before, pricing_group_values,
            presentation_group_values, quantity, parts
        FROM historical_usage WHERE customer_id = :customer AND invoice_id = :before
        """;
    private static final String READ = """
        SELECT product_id, starting_at, ending_before, pricing_group_values, presentation_group_values, parts
        FROM historical_usage WHERE customer_id = :customer AND invoice_id = :invoice ORDER BY position
        """;

    /** A draft with what it is made of. */
    public record Made(InvoiceHeader draft, List<HistoricalUsage> usage) {
        public Made {
            usage = List.copyOf(usage);
        }
    }

    private record Row(InvoiceHeader draft, int position, HistoricalUsage usage) {}

    private final JdbcClient database;

    HistoricalStore(JdbcClient database) {
        this.database = database;
    }

    /** The invoice that the contract has for some of the period, void ones aside. */
    public Optional<InvoiceId> live(Contract.Ref contract, ServicePeriod period) {
        return database.sql(LIVE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("start", Rows.at(period.start()))
                .param("end", Rows.at(period.end()))
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if another request has just made one for a period of these */
    public void open(List<Made> all) {
        // In one order, so that two requests for the same periods wait for each other in one direction.
        List<InvoiceHeader> drafts = all.stream()
                .map(Made::draft)
                .sorted(Comparator.comparing(
                                (InvoiceHeader draft) -> draft.contract().value())
                        .thenComparing(draft -> Objects.requireNonNull(draft.period())))
                .toList();
        database.sql(OPEN)
                .param("ids", Rows.texts(drafts, InvoiceHeader::id))
                .param("customers", Rows.texts(drafts, draft -> draft.customer().value()))
                .param("contracts", Rows.texts(drafts, draft -> draft.contract().value()))
                .param(
                        "starts",
                        Rows.texts(
                                drafts,
                                draft -> Objects.requireNonNull(draft.period()).start()))
                .param(
                        "ends",
                        Rows.texts(
                                drafts,
                                draft -> Objects.requireNonNull(draft.period()).end()))
                .param("dates", Rows.texts(drafts, InvoiceHeader::issuedAt))
                .param(
                        "currencies",
                        Rows.texts(drafts, draft -> draft.currency().id()))
                .param("created", Rows.texts(drafts, draft -> draft.subject().createdAt()))
                .param("billable", Rows.texts(drafts, draft -> said(draft).billable()))
                .param(
                        "fields",
                        Rows.texts(drafts, draft -> Json.write(draft.subject().customFields())))
                .update();
        keep(all);
    }

    private static InvoiceSubject.Historical said(InvoiceHeader draft) {
        return Objects.requireNonNull(draft.subject().historical());
    }

    private void keep(List<Made> all) {
        List<Row> rows = new ArrayList<>();
        for (Made made : all) {
            for (int i = 0; i < made.usage().size(); i++) {
                rows.add(new Row(made.draft(), i, made.usage().get(i)));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        database.sql(KEEP)
                .param(
                        "customers",
                        Rows.texts(rows, row -> row.draft().customer().value()))
                .param("invoices", Rows.texts(rows, row -> row.draft().id()))
                .param("positions", rows.stream().mapToInt(Row::position).toArray())
                .param("products", Rows.texts(rows, row -> row.usage().product()))
                .param("starts", Rows.texts(rows, row -> row.usage().from()))
                .param("ends", Rows.texts(rows, row -> row.usage().until()))
                .param("pricing", Rows.texts(rows, row -> Json.write(row.usage().pricingGroupValues())))
                .param(
                        "presentation",
                        Rows.texts(rows, row -> Json.write(row.usage().presentationGroupValues())))
                .param(
                        "quantities",
                        Rows.texts(rows, row -> row.usage().quantity().toPlainString()))
                .param("parts", Rows.texts(rows, row -> parts(row.usage())))
                .update();
    }

    /** What the voided invoice was made of, for the draft in its place. */
    public List<HistoricalUsage> keepAgain(Invoice.Ref voided, InvoiceId again) {
        database.sql(KEEP_AGAIN)
                .param("again", again.value())
                .param("customer", voided.customer().value())
                .param("before", voided.invoice().value())
                .update();
        return database.sql(READ)
                .param("customer", voided.customer().value())
                .param("invoice", again.value())
                .query((row, number) -> usage(row))
                .list();
    }

    private static HistoricalUsage usage(ResultSet row) throws SQLException {
        List<HistoricalUsage.Part> parts = new ArrayList<>();
        for (JsonNode part : Json.read(row.getString("parts"))) {
            parts.add(new HistoricalUsage.Part(
                    Instant.ofEpochSecond(part.get(0).longValue() * HOUR),
                    Instant.ofEpochSecond(part.get(1).longValue() * HOUR),
                    part.get(2).decimalValue()));
        }
        return new HistoricalUsage(
                new ProductId(Rows.uuid(row, "product_id")),
                Rows.instant(row, "starting_at"),
                Rows.instant(row, "ending_before"),
                Json.MAPPER.readValue(row.getString("pricing_group_values"), TEXT_MAP),
                Json.MAPPER.readValue(row.getString("presentation_group_values"), TEXT_MAP),
                parts);
    }

    private static String parts(HistoricalUsage usage) {
        StringBuilder json = new StringBuilder("[");
        for (HistoricalUsage.Part part : usage.parts()) {
            json.append(json.length() == 1 ? "[" : ",[")
                    .append(part.from().getEpochSecond() / HOUR)
                    .append(',')
                    .append(part.until().getEpochSecond() / HOUR)
                    .append(',')
                    .append(part.quantity().toPlainString())
                    .append(']');
        }
        return json.append(']').toString();
    }
}
