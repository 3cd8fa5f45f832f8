package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.Deliveries;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.UnsentDeliveries;
import io.downbeat.invoicing.Invoice;
import java.util.List;
import java.util.Optional;

/** Cancels what never left on its locked row: whoever has it in hand announces nothing any more, as its fence is not the row's. */
final class GiveUpUnsent implements UnsentDeliveries {
    private final OperatorStore deliveries;
    private final Withdrawals withdrawals;
    private final Deliveries waking;

    GiveUpUnsent(OperatorStore deliveries, Withdrawals withdrawals, Deliveries waking) {
        this.deliveries = deliveries;
        this.withdrawals = withdrawals;
        this.waking = waking;
    }

    @Override
    public Left giveUp(Invoice.Ref invoice, String reason) {
        Optional<Delivery> found = deliveries.lockOfInvoice(invoice.customer(), invoice.invoice());
        if (found.isEmpty() || isOver(found.get())) {
            return Left.NOTHING;
        }
        if (found.get().state().isAtRest()) {
            return Left.AT_REST;
        }
        if (found.get().isUntouched()) {
            withdrawals.withdraw(found.get(), reason);
            return Left.NOTHING;
        }
        waking.wake(List.of(invoice.invoice()));
        return Left.TO_BE_ASKED;
    }

    private static boolean isOver(Delivery delivery) {
        return delivery.state() == DeliveryState.CANCELLED || delivery.state() == DeliveryState.SKIPPED;
    }
}
