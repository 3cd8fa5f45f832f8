package io.downbeat.delivery;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Answer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account of a provider holds that carries our marks; a reconciliation compares it with the deliveries. */
public sealed interface Inventory {

    /** Everything that was made there in the interval asked for, what was voided since included. Never a part of it. */
    record Listed(List<Holding> holdings) implements Inventory {
        public Listed {
            holdings = List.copyOf(holdings);
        }
    }

    /** This provider cannot be asked, for good; {@code why} says where a person can look instead. */
    record CannotList(String why) implements Inventory {}

    /** The question failed; {@code answer} says how. Nothing is known. */
    record Failed(Answer answer) implements Inventory {}

    /**
     * One object at the provider.
     *
     * @param ref the provider's id of it
     * @param deliveryId our delivery that it names; {@code null} if what it names is no id of ours
     * @param invoiceId our invoice that it names
     * @param total in the API's units (USD in cents); {@code null} if the provider does not show it
     * @param live {@code false} once it was voided or deleted there: nobody is asked for money by it
     * @param status the provider's own word
     * @param createdAt the provider's own instant
     */
    record Holding(
            String ref,
            @Nullable DeliveryId deliveryId,
            @Nullable InvoiceId invoiceId,
            @Nullable BigDecimal total,
            String currency,
            boolean live,
            String status,
            Instant createdAt) {

        /** Of zero, and so called paid by its provider as soon as it was there: no provider takes such a one back. */
        public boolean isPaidByNothing() {
            return total != null && total.signum() == 0 && status.equals("paid");
        }
    }
}
