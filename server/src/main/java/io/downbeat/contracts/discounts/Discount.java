package io.downbeat.contracts.discounts;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Taken off what is billed on named dates, recurring schedules already expanded into items.
 *
 * @param product what its lines stand under
 * @param items in the order of their dates; their amounts are what is taken off, so they are positive
 * @param netsuiteSalesOrderId by which it was sold, kept as it was given; decides nothing
 */
public record Discount(
        UUID id,
        ProductId product,
        @Nullable String name,
        CreditType currency,
        List<ScheduledCharge.Item> items,
        Map<String, String> customFields,
        @Nullable String netsuiteSalesOrderId) {

    /** In the order in which they were agreed, in which they take off as well. */
    public static final TermKind<List<Discount>> KIND = new TermKind<>("discounts", List.of());

    public Discount {
        items = List.copyOf(items);
        customFields = Map.copyOf(customFields);
    }

    Discount withItems(List<ScheduledCharge.Item> changed) {
        return new Discount(id, product, name, currency, changed, customFields, netsuiteSalesOrderId);
    }

    /** Without the items that a contract ending at this moment does not come to; what fell due by now stays. */
    Discount endingBefore(Instant end, Instant now) {
        return withItems(items.stream().filter(item -> item.isBefore(end, now)).toList());
    }
}
