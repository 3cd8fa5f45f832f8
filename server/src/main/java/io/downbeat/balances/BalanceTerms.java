package io.downbeat.balances;

import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an edit may change of a balance besides its schedules.
 *
 * @param product a FIXED product: what its payments and its true-up are billed as
 * @param name {@code null} for the product's name
 * @param priority smaller pays earlier; {@code null} for 100, as only a balance of a contract may leave it out
 * @param rolloverFraction the share of each segment's amount that at most moves on when its contract is renewed, 0 to 1;
 *     {@code null} for none
 * @param sale where it was sold; decides nothing
 */
public record BalanceTerms(
        ProductId product,
        @Nullable String name,
        @Nullable String description,
        @Nullable BigDecimal priority,
        AppliesTo appliesTo,
        RateType rateType,
        @Nullable BigDecimal rolloverFraction,
        Map<String, String> customFields,
        Sale sale) {

    /** What a commit or credit is called in the systems where it was sold, kept as it was given. */
    public record Sale(
            @Nullable String netsuiteSalesOrderId, @Nullable String salesforceOpportunityId) {
        public static final Sale NONE = new Sale(null, null);
    }

    private static final BigDecimal USUAL_PRIORITY = BigDecimal.valueOf(100);

    public BalanceTerms {
        customFields = Map.copyOf(customFields);
        // Payments that a version without it began have kept their commit without it.
        sale = Objects.requireNonNullElse(sale, Sale.NONE);
        if (rolloverFraction != null
                && (rolloverFraction.signum() < 0 || rolloverFraction.compareTo(BigDecimal.ONE) > 0)) {
            throw new IllegalArgumentException("a fraction is between 0 and 1: " + rolloverFraction);
        }
    }

    /** Terms that nothing is known of where they were sold. */
    public BalanceTerms(
            ProductId product,
            @Nullable String name,
            @Nullable String description,
            @Nullable BigDecimal priority,
            AppliesTo appliesTo,
            RateType rateType,
            @Nullable BigDecimal rolloverFraction,
            Map<String, String> customFields) {
        this(product, name, description, priority, appliesTo, rateType, rolloverFraction, customFields, Sale.NONE);
    }

    public BalanceTerms with(Map<String, String> fields) {
        return new BalanceTerms(
                product, name, description, priority, appliesTo, rateType, rolloverFraction, fields, sale);
    }

    public BigDecimal effectivePriority() {
        return priority == null ? USUAL_PRIORITY : priority;
    }
}
