package io.downbeat.rating;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.subscriptions.ChargeKind;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an invoice.
 *
 * @param quantity {@code null} for a line that takes off what a balance pays
 * @param total what the line costs, rounded once to what the currency can express, and exact in a custom unit; negative for
 *     what takes off
 */
public record InvoiceLine(
        LineId id, ProductRef product, @Nullable Quantity quantity, Amount total, Source source) {
    /**
     * What a line comes from. Another kind of line is another record here, and every switch then asks what it means.
     */
    public sealed interface Source {
        /** The line's kind as API, queues and database have it. */
        String type();

        /** As the API writes it, such as {@code UsageProductListItem}; {@code null} for what is no product. */
        @Nullable
        String productType();

        /** Where the interval that the line prices begins; a scheduled charge's date. */
        Instant startingAt();

        /** Exclusive; {@code null} for what has a date and no interval. */
        @Nullable
        Instant endingBefore();

        /** Which usage the price is for; empty for all of it. */
        Map<String, String> pricingGroupValues();

        /** The presentation group values of the usage; empty if it is not grouped. */
        Map<String, String> presentationGroupValues();
    }

    /** The segment of a balance that pays a line. */
    public record PaidBy(BalanceId balance, AccessSegmentId segment, BalanceType type) {}

    /** What adds up over an interval, so that parts of the interval add up to it. */
    public sealed interface Accrued extends Source {
        @Override
        Instant endingBefore();

        /** The same for a part of the interval. */
        Accrued between(Instant from, Instant until);
    }

    /**
     * Usage in an interval of one price.
     *
     * @param tier the tier priced, {@code null} for a flat rate
     * @param paidBy what pays it; {@code null} for what is owed
     */
    public record Usage(
            Instant startingAt,
            Instant endingBefore,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues,
            @Nullable TierRange tier,
            @Nullable PaidBy paidBy)
            implements Accrued {
        public static final String TYPE = "usage";
        public static final String PRODUCT_TYPE = "UsageProductListItem";

        public Usage {
            if (!startingAt.isBefore(endingBefore)) {
                throw new IllegalArgumentException("a price has an interval: " + startingAt + " to " + endingBefore);
            }
            pricingGroupValues = Map.copyOf(pricingGroupValues);
            presentationGroupValues = Map.copyOf(presentationGroupValues);
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String productType() {
            return PRODUCT_TYPE;
        }

        @Override
        public Usage between(Instant from, Instant until) {
            return new Usage(from, until, pricingGroupValues, presentationGroupValues, tier, paidBy);
        }
    }

    /**
     * A share of what is spent on other products in an interval, which is its quantity; or what a composite product is short
     * of its minimum.
     *
     * @param tier the tier priced, {@code null} for one share of everything
     * @param paidBy what pays it; {@code null} for what is owed
     */
    public record Composite(
            Instant startingAt,
            Instant endingBefore,
            @Nullable TierRange tier,
            boolean isMinimum,
            @Nullable PaidBy paidBy)
            implements Accrued {
        public static final String PRODUCT_TYPE = "CompositeProductListItem";

        @Override
        public String type() {
            return Usage.TYPE;
        }

        @Override
        public String productType() {
            return PRODUCT_TYPE;
        }

        @Override
        public Map<String, String> pricingGroupValues() {
            return Map.of();
        }

        @Override
        public Map<String, String> presentationGroupValues() {
            return Map.of();
        }

        @Override
        public Composite between(Instant from, Instant until) {
            return new Composite(from, until, tier, isMinimum, paidBy);
        }
    }

    /**
     * What no balance pays of a custom unit, in the invoice's currency: its quantity is what the lines in that unit leave to
     * pay.
     */
    public record Conversion(Instant startingAt, Instant endingBefore, CreditType unit) implements Accrued {
        public static final String TYPE = "cpu_conversion";

        public Conversion {
            if (unit.isCurrency()) {
                throw new IllegalArgumentException("money is not converted: " + unit.name());
            }
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public @Nullable String productType() {
            return null;
        }

        @Override
        public Map<String, String> pricingGroupValues() {
            return Map.of();
        }

        @Override
        public Map<String, String> presentationGroupValues() {
            return Map.of();
        }

        @Override
        public Conversion between(Instant from, Instant until) {
            return new Conversion(from, until, unit);
        }
    }

    /**
     * What a subscription charges for a part of a billing period.
     *
     * @param endingBefore where the part ends
     * @param isProrated whether it is a fraction of what the whole period costs
     * @param paidBy what pays it; {@code null} for what is owed
     */
    public record Subscribed(
            SubscriptionId subscription,
            ChargeKind kind,
            Instant startingAt,
            Instant endingBefore,
            boolean isProrated,
            @Nullable PaidBy paidBy)
            implements Source {
        public static final String TYPE = "subscription";
        public static final String PRODUCT_TYPE = "SubscriptionProductListItem";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String productType() {
            return PRODUCT_TYPE;
        }

        @Override
        public Map<String, String> pricingGroupValues() {
            return Map.of();
        }

        @Override
        public Map<String, String> presentationGroupValues() {
            return Map.of();
        }
    }

    /** Takes off what a balance pays of the line before it, whose product, interval and groups it shares. */
    public record Applied(
            Instant startingAt,
            Instant endingBefore,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues,
            String productType,
            PaidBy paidBy)
            implements Source {
        public static final String TYPE = "applied_commit_or_credit";

        /** Whether what it pays is charged for a billing period, and not used. */
        public boolean isOfSubscription() {
            return productType.equals(Subscribed.PRODUCT_TYPE);
        }

        public Applied {
            pricingGroupValues = Map.copyOf(pricingGroupValues);
            presentationGroupValues = Map.copyOf(presentationGroupValues);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What is billed, or taken off, on a date, once. */
    public sealed interface Dated extends Source {
        Instant date();

        /** The item that is billed; no other invoice bills it. */
        UUID billedItem();

        @Override
        default String productType() {
            return "FixedProductListItem";
        }

        @Override
        default Instant startingAt() {
            return date();
        }

        @Override
        default @Nullable Instant endingBefore() {
            return null;
        }

        @Override
        default Map<String, String> pricingGroupValues() {
            return Map.of();
        }

        @Override
        default Map<String, String> presentationGroupValues() {
            return Map.of();
        }
    }

    /**
     * One date of a scheduled charge.
     *
     * @param item the charge's item of that date
     */
    public record Scheduled(UUID charge, ScheduledCharge.ItemId item, Instant date) implements Dated {
        public static final String TYPE = "scheduled";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public UUID billedItem() {
            return item.value();
        }
    }

    /**
     * What a discount takes off on one date, as far as there is anything to take it from.
     *
     * @param item the discount's item of that date
     */
    public record Discount(UUID discount, ScheduledCharge.ItemId item, Instant date) implements Dated {
        @Override
        public String type() {
            return Scheduled.TYPE;
        }

        @Override
        public UUID billedItem() {
            return item.value();
        }
    }

    /**
     * What is billed of a professional service.
     *
     * @param amendment by which it was asked for, as the request said
     * @param metadata as the request gave it
     */
    public record ProfessionalService(
            ProfessionalServiceId service,
            ScheduledCharge.ItemId item,
            Instant date,
            @Nullable UUID amendment,
            @Nullable String metadata)
            implements Dated {
        public static final String TYPE = "professional_service";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public UUID billedItem() {
            return item.value();
        }
    }

    /**
     * What is paid for a commit on one date.
     *
     * @param payment the item of the commit's invoice schedule
     */
    public record CommitPurchase(BalanceId commit, UUID payment, BalanceType commitType, Instant date)
            implements Dated {
        public static final String TYPE = "commit_purchase";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public UUID billedItem() {
            return payment;
        }
    }

    public String name() {
        return product.name();
    }

    /** What pays it, or is taken off by it; {@code null} for what is owed. */
    public @Nullable PaidBy paidBy() {
        return switch (source) {
            case Usage usage -> usage.paidBy;
            case Composite composite -> composite.paidBy;
            case Subscribed subscribed -> subscribed.paidBy;
            case Applied applied -> applied.paidBy;
            case Conversion _, Dated _ -> null;
        };
    }

    /** Whether its quantity is an amount of money, and its unit price the share of that which it comes to. */
    public boolean isShare() {
        return source instanceof Composite composite && !composite.isMinimum;
    }

    /** The tier it prices; {@code null} for everything else. */
    public @Nullable TierRange tier() {
        return switch (source) {
            case Usage usage -> usage.tier;
            case Composite composite -> composite.tier;
            case Subscribed _, Applied _, Conversion _, Dated _ -> null;
        };
    }

    /**
     * Whether it counts in the invoice's total. What a postpaid commit pays is owed all the same: its commit is billed for
     * the rest at the end. What is in a custom unit is no money: what is left of it counts where it is converted.
     */
    public boolean isInTotal() {
        return total.unit().isCurrency()
                && !(source instanceof Applied applied && applied.paidBy.type() == BalanceType.POSTPAID);
    }

    /** Whether it counts in the subtotal: all money that does not take off what a balance pays. */
    public boolean isInSubtotal() {
        return total.unit().isCurrency() && !(source instanceof Applied);
    }
}
