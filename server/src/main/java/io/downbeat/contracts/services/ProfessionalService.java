package io.downbeat.contracts.services;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.TermKind;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work that is billed on request, up to an amount.
 *
 * @param product what its lines stand under
 * @param maxAmount what all its invoices together may come to, in the unit of the contract's rate card; US dollars in cents
 *     without one
 * @param price what was agreed on: what one unit costs, and how many were thought of
 * @param netsuiteSalesOrderId by which it was sold, kept as it was given; decides nothing
 */
public record ProfessionalService(
        ProfessionalServiceId id,
        ProductId product,
        BigDecimal maxAmount,
        ScheduledCharge.Price price,
        @Nullable String description,
        Map<String, String> customFields,
        @Nullable String netsuiteSalesOrderId) {

    public static final TermKind<List<ProfessionalService>> KIND = new TermKind<>("professional services", List.of());

    public ProfessionalService {
        customFields = Map.copyOf(customFields);
    }
}
