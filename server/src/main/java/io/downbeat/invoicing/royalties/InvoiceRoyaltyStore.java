package io.downbeat.invoicing.royalties;

import io.downbeat.contracts.royalties.ResellerRoyalty;
import io.downbeat.contracts.royalties.ResellerType;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The royalties of finalized invoices. Runs inside the caller's transaction. */
final class InvoiceRoyaltyStore {
    private static final String ADD = """
        INSERT INTO invoice_royalty (customer_id, invoice_id, reseller_type, fraction, netsuite_reseller_id,
            aws_account_number, aws_offer_id, aws_payer_reference_id, gcp_account_id, gcp_offer_id, product_ids)
        VALUES (:customer, :invoice, :type, :fraction, :reseller, :awsAccount, :awsOffer, :awsPayer, :gcpAccount,
            :gcpOffer, CAST(:products AS uuid[]))
        """;
    private static final String OF_INVOICES = """
        SELECT invoice_id, reseller_type, fraction, netsuite_reseller_id, aws_account_number, aws_offer_id,
            aws_payer_reference_id, gcp_account_id, gcp_offer_id, product_ids
        FROM invoice_royalty
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
        """;

    private final JdbcClient database;

    InvoiceRoyaltyStore(JdbcClient database) {
        this.database = database;
    }

    void add(Invoice.Ref invoice, InvoiceRoyalty royalty) {
        ResellerRoyalty.Offer offer = royalty.offer();
        database.sql(ADD)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .param("type", royalty.type().name())
                .param("fraction", royalty.fraction())
                .param("reseller", royalty.netsuiteResellerId())
                .param("awsAccount", offer.awsAccountNumber())
                .param("awsOffer", offer.awsOfferId())
                .param("awsPayer", offer.awsPayerReferenceId())
                .param("gcpAccount", offer.gcpAccountId())
                .param("gcpOffer", offer.gcpOfferId())
                .param("products", Rows.array(royalty.products(), ProductId::value))
                .update();
    }

    Map<InvoiceId, InvoiceRoyalty> of(Collection<Invoice.Ref> invoices) {
        Map<InvoiceId, InvoiceRoyalty> found = new HashMap<>();
        if (!invoices.isEmpty()) {
            JdbcClient.StatementSpec reading = database.sql(OF_INVOICES)
                    .param(
                            "customers",
                            Rows.array(invoices, one -> one.customer().value()))
                    .param("invoices", Rows.array(invoices, one -> one.invoice().value()));
            reading.query(row -> {
                found.put(new InvoiceId(Rows.uuid(row, "invoice_id")), read(row));
            });
        }
        return found;
    }

    private static InvoiceRoyalty read(ResultSet row) throws SQLException {
        UUID[] products = (UUID[]) row.getArray("product_ids").getArray();
        return new InvoiceRoyalty(
                ResellerType.valueOf(Rows.text(row, "reseller_type")),
                row.getBigDecimal("fraction"),
                Rows.text(row, "netsuite_reseller_id"),
                new ResellerRoyalty.Offer(
                        row.getString("aws_account_number"),
                        row.getString("aws_offer_id"),
                        row.getString("aws_payer_reference_id"),
                        row.getString("gcp_account_id"),
                        row.getString("gcp_offer_id")),
                Arrays.stream(products).map(ProductId::new).collect(Collectors.toSet()));
    }
}
