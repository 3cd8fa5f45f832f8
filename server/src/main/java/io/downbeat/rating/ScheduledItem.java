package io.downbeat.rating;

import io.downbeat.balances.Balance;
import io.downbeat.balances.PaymentItem;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** Something that is billed, or taken off, once, on a date. No balance pays it. */
public sealed interface ScheduledItem {

    /** An item of a scheduled charge with the charge it belongs to. */
    record OfCharge(ScheduledCharge charge, ScheduledCharge.Item item) implements ScheduledItem {
        @Override
        public UUID id() {
            return item.id();
        }

        @Override
        public Instant date() {
            return item.timestamp();
        }

        @Override
        public CreditType currency() {
            return charge.currency();
        }

        @Override
        public ProductId product() {
            return charge.product();
        }
    }

    /**
     * What is left of a postpaid commit.
     *
     * @param payment the one item of the commit's invoice schedule, which says when
     */
    record TrueUp(Balance commit, PaymentItem payment, BigDecimal rest) implements ScheduledItem {
        @Override
        public UUID id() {
            return payment.id();
        }

        @Override
        public Instant date() {
            return payment.timestamp();
        }

        @Override
        public CreditType currency() {
            return commit.unit();
        }

        @Override
        public ProductId product() {
            return commit.terms().product();
        }
    }

    /** What is paid for a commit on one date. */
    record OfCommit(Balance commit, PaymentItem payment, CreditType currency) implements ScheduledItem {
        @Override
        public UUID id() {
            return payment.id();
        }

        @Override
        public Instant date() {
            return payment.timestamp();
        }

        @Override
        public ProductId product() {
            return commit.terms().product();
        }
    }

    /** An item of a discount with the discount it belongs to; it is taken off what else is on its invoice. */
    record OfDiscount(Discount discount, ScheduledCharge.Item item) implements ScheduledItem {
        @Override
        public UUID id() {
            return item.id();
        }

        @Override
        public Instant date() {
            return item.timestamp();
        }

        @Override
        public CreditType currency() {
            return discount.currency();
        }

        @Override
        public ProductId product() {
            return discount.product();
        }
    }

    /**
     * What an invoice bills of a professional service.
     *
     * @param date when it is issued
     */
    record OfService(ProfessionalService service, ServiceItem item, Instant date, CreditType currency)
            implements ScheduledItem {
        @Override
        public UUID id() {
            return item.id();
        }

        @Override
        public ProductId product() {
            return service.product();
        }
    }

    /** An item is billed by one invoice, for ever. */
    UUID id();

    Instant date();

    CreditType currency();

    /** What it is named after if it has no name of its own. */
    ProductId product();
}
