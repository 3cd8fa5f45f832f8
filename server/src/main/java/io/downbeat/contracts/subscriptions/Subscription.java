package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * So many of a product for every billing period from its start on.
 *
 * @param endingBefore its own exclusive end, {@code null} while it ends with its contract
 * @param seatGroupKey the property of events that names a seat; {@code null} where only the quantity is kept
 * @param changes of the quantity, in the order in which they were asked for; the first makes the initial one
 */
public record Subscription(
        SubscriptionId id,
        Product product,
        @Nullable String name,
        @Nullable String description,
        Instant startingAt,
        @Nullable Instant endingBefore,
        Collection collection,
        Proration proration,
        @Nullable String seatGroupKey,
        List<QuantityChange> changes,
        Map<String, String> customFields,
        Instant createdAt) {

    public static final TermKind<List<Subscription>> KIND = new TermKind<>("subscriptions", List.of());

    /**
     * What there is so many of.
     *
     * @param frequency how long a billing period is, and the price for it
     */
    public record Product(ProductId id, Frequency frequency) {}

    /** When a period is billed: as it begins, or as it ends. */
    public enum Schedule {
        ADVANCE,
        ARREARS
    }

    /** When an increase inside a period is billed. */
    public enum InvoiceBehavior {
        BILL_IMMEDIATELY,
        BILL_ON_NEXT_COLLECTION_DATE
    }

    /** Whether a charge rides on the usage invoice that ends on its day. */
    public enum Placement {
        ON_USAGE_INVOICE,
        ON_SCHEDULED_INVOICE
    }

    /**
     * When and on which invoice it is collected.
     *
     * @param anchor from where billing periods are counted, {@code null} for where the contract's statements are
     */
    public record Collection(
            Schedule schedule,
            InvoiceBehavior increases,
            Placement placement,
            @Nullable Instant anchor) {
        public Collection {
            if (schedule == Schedule.ARREARS && (increases == InvoiceBehavior.BILL_IMMEDIATELY || anchor != null)) {
                throw new IllegalArgumentException(
                        "only what is billed in advance is billed at once, or has an anchor");
            }
        }
    }

    /**
     * What is charged for a part of a period.
     *
     * @param isProrated whether it is the hours of the part by those of the period, or all of it
     * @param rounding of the price of one for a part; {@code null} to leave it exact
     */
    public record Proration(boolean isProrated, @Nullable Rounding rounding) {}

    /** Whether it is known who has a seat, or only how many there are. */
    enum QuantityMode {
        QUANTITY_ONLY,
        SEAT_BASED
    }

    /** @param decimalPlaces of the price as it is kept: -2 for whole dollars, which are kept in cents */
    public record Rounding(Method method, int decimalPlaces) {
        /** How it is rounded. */
        public enum Method {
            HALF_UP(RoundingMode.HALF_UP),
            FLOOR(RoundingMode.FLOOR),
            CEILING(RoundingMode.CEILING);

            private final RoundingMode mode;

            Method(RoundingMode mode) {
                this.mode = mode;
            }

            public RoundingMode mode() {
                return mode;
            }
        }
    }

    public Subscription {
        changes = List.copyOf(changes);
        customFields = Map.copyOf(customFields);
    }

    /** The one of a contract that has the id; empty if it has none. */
    public static Optional<Subscription> find(ContractTerms terms, SubscriptionId id) {
        return terms.get(KIND).stream().filter(one -> one.id.equals(id)).findFirst();
    }

    public boolean isSeatBased() {
        return seatGroupKey != null;
    }

    QuantityMode mode() {
        return isSeatBased() ? QuantityMode.SEAT_BASED : QuantityMode.QUANTITY_ONLY;
    }

    /** How many there are, from each moment on at which that changes. */
    public SeatSchedule seats() {
        return SeatSchedule.of(changes, isSeatBased());
    }

    /** Where it ends: with its contract at the latest. */
    public @Nullable Instant end(Contract contract) {
        Instant last = contract.endingBefore();
        return endingBefore == null || last != null && last.isBefore(endingBefore) ? last : endingBefore;
    }

    /** From where its billing periods are counted, and how long they are. */
    public StatementSchedule schedule(Contract contract) {
        Instant anchor = collection.anchor();
        return new StatementSchedule(
                product.frequency, anchor == null ? contract.statements().anchor() : anchor);
    }

    Subscription withEnd(@Nullable Instant end) {
        return with(end, proration, seatGroupKey, changes);
    }

    Subscription withRounding(@Nullable Rounding rounding) {
        return with(endingBefore, new Proration(proration.isProrated, rounding), seatGroupKey, changes);
    }

    Subscription withSeats(String groupKey) {
        return with(endingBefore, proration, groupKey, changes);
    }

    Subscription withMore(List<QuantityChange> more) {
        List<QuantityChange> all = new ArrayList<>(changes);
        all.addAll(more);
        return with(endingBefore, proration, seatGroupKey, all);
    }

    private Subscription with(
            @Nullable Instant end, Proration otherProration, @Nullable String groupKey, List<QuantityChange> all) {
        return new Subscription(
                id,
                product,
                name,
                description,
                startingAt,
                end,
                collection,
                otherProration,
                groupKey,
                all,
                customFields,
                createdAt);
    }

    /** How many there are at a moment; none before the start. */
    public BigDecimal quantityAt(Instant moment) {
        return seats().at(moment).quantity();
    }
}
