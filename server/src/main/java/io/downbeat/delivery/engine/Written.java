package io.downbeat.delivery.engine;

import io.downbeat.delivery.DeliveryId;

/** What came of a write under a claim. */
sealed interface Written {
    record Ours() implements Written {}

    /** Another server has the delivery by now: nothing was written. */
    record Lost() implements Written {}

    /** The provider's object is another delivery's: nothing was written. */
    record Taken(DeliveryId holder) implements Written {}
}
