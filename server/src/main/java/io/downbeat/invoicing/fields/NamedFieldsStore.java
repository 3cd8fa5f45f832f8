package io.downbeat.invoicing.fields;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The custom fields that finalized invoices name. Runs inside the caller's transaction. */
final class NamedFieldsStore {
    private static final String ADD = """
        INSERT INTO invoice_named_fields (customer_id, invoice_id, named_id, custom_fields)
        SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[], :named::uuid[], :fields::jsonb[])
        """;
    private static final String OF_INVOICES = """
        SELECT invoice_id, named_id, custom_fields FROM invoice_named_fields
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
        """;

    private record Row(Invoice.Ref invoice, UUID named, Map<String, String> fields) {}

    private final JdbcClient database;

    NamedFieldsStore(JdbcClient database) {
        this.database = database;
    }

    /** @param named by what has them */
    void add(Map<Invoice.Ref, Map<UUID, Map<String, String>>> named) {
        List<Row> rows = new ArrayList<>();
        named.forEach((invoice, all) -> all.forEach((id, fields) -> rows.add(new Row(invoice, id, fields))));
        if (rows.isEmpty()) {
            return;
        }
        database.sql(ADD)
                .param(
                        "customers",
                        Rows.array(rows, row -> row.invoice().customer().value()))
                .param(
                        "invoices",
                        Rows.array(rows, row -> row.invoice().invoice().value()))
                .param("named", Rows.array(rows, Row::named))
                .param(
                        "fields",
                        rows.stream().map(row -> Json.write(row.fields())).toArray(String[]::new))
                .update();
    }

    /** By what has them. */
    Map<InvoiceId, Map<UUID, Map<String, String>>> of(Collection<Invoice.Ref> invoices) {
        Map<InvoiceId, Map<UUID, Map<String, String>>> found = new HashMap<>();
        if (!invoices.isEmpty()) {
            database.sql(OF_INVOICES)
                    .param(
                            "customers",
                            Rows.array(invoices, one -> one.customer().value()))
                    .param("invoices", Rows.array(invoices, one -> one.invoice().value()))
                    .query(row -> {
                        found.computeIfAbsent(new InvoiceId(Rows.uuid(row, "invoice_id")), _ -> new HashMap<>())
                                .put(Rows.uuid(row, "named_id"), Json.readTexts(Rows.text(row, "custom_fields")));
                    });
        }
        return found;
    }
}
