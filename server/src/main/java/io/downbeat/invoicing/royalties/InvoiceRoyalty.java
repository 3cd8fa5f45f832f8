package io.downbeat.invoicing.royalties;

import io.downbeat.contracts.royalties.ResellerRoyalty;
import io.downbeat.contracts.royalties.ResellerType;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.Set;

/**
 * The royalty that an invoice names.
 *
 * @param products of the invoice's lines, those that it is about
 */
public record InvoiceRoyalty(
        ResellerType type,
        BigDecimal fraction,
        String netsuiteResellerId,
        ResellerRoyalty.Offer offer,
        Set<ProductId> products) {
    public InvoiceRoyalty {
        products = Set.copyOf(products);
    }
}
