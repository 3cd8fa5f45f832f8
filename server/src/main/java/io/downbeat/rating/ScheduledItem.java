package io.downbeat.rating;

import io.downbeat.balances.Balance;
import io.downbeat.balances.PaymentItem;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.UUID;

/** Something that is billed once, on a date. No balance pays it. */
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

    /** An item is billed by one invoice, for ever. */
    UUID id();

    Instant date();

    CreditType currency();

    /** What it is named after if it has no name of its own. */
    ProductId product();
}
