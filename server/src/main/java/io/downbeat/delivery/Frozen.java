package io.downbeat.delivery;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an adapter makes of an invoice in the transaction that finalizes it. */
public sealed interface Frozen {

    /**
     * It goes out, exactly like this.
     *
     * @param payload a JSON object in UTF-8 that holds at least {@code invoice_id} and {@code total} (API units). All
     *     requests are made from these bytes alone, so that a later change of settings or product names cannot give one
     *     delivery two shapes
     * @param orderKey deliveries of one account with the same key go one at a time (a Stripe customer, a FIFO group)
     * @param dueAt not before this; {@code null} for at once
     * @param deadlineAt the provider refuses it from then on; {@code null} for no limit of the provider's
     */
    record Deliverable(
            byte[] payload,
            @Nullable String orderKey,
            @Nullable Instant dueAt,
            @Nullable Instant deadlineAt) implements Frozen {
        public Deliverable {
            payload = payload.clone();
        }

        @Override
        public byte[] payload() {
            return payload.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Deliverable that && Arrays.equals(payload, that.payload);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(payload);
        }
    }

    /** Deliberately never sent: a total that the account skips, a true-up that a marketplace does not take. */
    record Skipped(String reason) implements Frozen {
        /** Whatever carries it there. */
        public static final String TRUE_UP =
                "a marketplace takes no true-up of a postpaid commit; bill what was not used outside of it";
    }

    /** Can never be sent as it is, and a person must know: an amount above the provider's limit. */
    record Unsendable(String reason) implements Frozen {}
}
