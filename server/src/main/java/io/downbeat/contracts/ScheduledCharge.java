package io.downbeat.contracts;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fixed product charged on named dates, recurring schedules already expanded into items.
 *
 * @param items in the order of their dates
 * @param archivedAt from when on its items that were not invoiced yet are not charged any more
 * @param netsuiteSalesOrderId by which it was sold, kept as it was given; decides nothing
 */
public record ScheduledCharge(
        UUID id,
        ProductId product,
        @Nullable String name,
        CreditType currency,
        List<Item> items,
        @Nullable Instant archivedAt,
        Map<String, String> customFields,
        @Nullable String netsuiteSalesOrderId) {

    public static final TermKind<List<ScheduledCharge>> KIND = new TermKind<>("scheduled charges", List.of());

    /** Names one item; whoever carries it beside the id of its charge cannot mistake one for the other. */
    public record ItemId(UUID value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * One charge on one date.
     *
     * @param timestamp when it is invoiced
     */
    public record Item(UUID id, Instant timestamp, Price price) {

        public ItemId itemId() {
            return new ItemId(id);
        }

        /** Exact, in the currency's unit. */
        public BigDecimal amount() {
            return price.amount();
        }

        public BigDecimal unitPrice() {
            return price.unitPrice;
        }

        public BigDecimal quantity() {
            return price.quantity;
        }

        /** Whether a contract that ends at this moment still comes to it; what fell due by now stays. */
        public boolean isBefore(Instant end, Instant now) {
            return timestamp.isBefore(end) || !timestamp.isAfter(now);
        }
    }

    /**
     * What so many of a product cost together.
     *
     * @param unitPrice exact, in the currency's unit (cents for USD)
     */
    public record Price(BigDecimal unitPrice, BigDecimal quantity) {
        public BigDecimal amount() {
            return unitPrice.multiply(quantity);
        }
    }

    public ScheduledCharge {
        items = List.copyOf(items);
        customFields = Map.copyOf(customFields);
    }

    public ScheduledCharge withItems(List<Item> changed) {
        return new ScheduledCharge(
                id, product, name, currency, changed, archivedAt, customFields, netsuiteSalesOrderId);
    }

    public ScheduledCharge archived(Instant now) {
        return new ScheduledCharge(id, product, name, currency, items, now, customFields, netsuiteSalesOrderId);
    }

    /** The same charge under another sales order. */
    public ScheduledCharge soldBy(@Nullable String salesOrder) {
        return new ScheduledCharge(id, product, name, currency, items, archivedAt, customFields, salesOrder);
    }

    /** Without the items that a contract ending at this moment does not come to; what fell due by now stays. */
    public ScheduledCharge endingBefore(Instant end, Instant now) {
        return withItems(items.stream().filter(item -> item.isBefore(end, now)).toList());
    }
}
