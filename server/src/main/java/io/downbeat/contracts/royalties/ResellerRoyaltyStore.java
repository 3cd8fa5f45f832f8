package io.downbeat.contracts.royalties;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reseller royalties. Runs inside the caller's transaction. */
final class ResellerRoyaltyStore {
    private static final String ADD = """
        INSERT INTO reseller_royalty (customer_id, id, contract_id, place, reseller_type, fraction, netsuite_reseller_id,
            starting_at, ending_before, applicable_product_ids, applicable_product_tags, reseller_contract_value,
            aws_account_number, aws_offer_id, aws_payer_reference_id, gcp_account_id, gcp_offer_id)
        VALUES (:customer, :id, :contract, :place, :type, :fraction, :reseller, :startingAt, :endingBefore,
            CAST(:products AS uuid[]), CAST(:tags AS text[]), :value, :awsAccount, :awsOffer, :awsPayer, :gcpAccount,
            :gcpOffer)
        """;
    private static final String OF_CONTRACTS = """
        SELECT contract_id, id, reseller_type, fraction, netsuite_reseller_id, starting_at, ending_before,
            applicable_product_ids, applicable_product_tags, reseller_contract_value, aws_account_number, aws_offer_id,
            aws_payer_reference_id, gcp_account_id, gcp_offer_id
          FROM reseller_royalty
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY contract_id, place
        """;

    private final JdbcClient database;

    ResellerRoyaltyStore(JdbcClient database) {
        this.database = database;
    }

    /** @param place among the royalties of the contract, from 0 on */
    void add(Contract.Ref contract, int place, ResellerRoyalty royalty) {
        ResellerRoyalty.Offer offer = royalty.offer();
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("id", royalty.id())
                .param("contract", contract.contract().value())
                .param("place", place)
                .param("type", royalty.type().name())
                .param("fraction", royalty.fraction())
                .param("reseller", royalty.netsuiteResellerId())
                .param("startingAt", Rows.at(royalty.startingAt()))
                .param("endingBefore", Rows.at(royalty.endingBefore()))
                .param("products", Rows.array(royalty.appliesTo().ids(), ProductId::value))
                .param("tags", royalty.appliesTo().tags().toArray(String[]::new))
                .param("value", royalty.contractValue())
                .param("awsAccount", offer.awsAccountNumber())
                .param("awsOffer", offer.awsOfferId())
                .param("awsPayer", offer.awsPayerReferenceId())
                .param("gcpAccount", offer.gcpAccountId())
                .param("gcpOffer", offer.gcpOfferId())
                .update();
    }

    /** In the order in which they were agreed; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<ResellerRoyalty>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, ResellerRoyaltyStore::read);
    }

    private static ResellerRoyalty read(ResultSet row) throws SQLException {
        UUID[] products = (UUID[]) row.getArray("applicable_product_ids").getArray();
        String[] tags = (String[]) row.getArray("applicable_product_tags").getArray();
        return new ResellerRoyalty(
                Rows.uuid(row, "id"),
                ResellerType.valueOf(Rows.text(row, "reseller_type")),
                row.getBigDecimal("fraction"),
                Rows.text(row, "netsuite_reseller_id"),
                Rows.instant(row, "starting_at"),
                Rows.optionalInstant(row, "ending_before"),
                new ResellerRoyalty.Products(
                        Arrays.stream(products).map(ProductId::new).toList(), List.of(tags)),
                row.getBigDecimal("reseller_contract_value"),
                new ResellerRoyalty.Offer(
                        row.getString("aws_account_number"),
                        row.getString("aws_offer_id"),
                        row.getString("aws_payer_reference_id"),
                        row.getString("gcp_account_id"),
                        row.getString("gcp_offer_id")));
    }
}
