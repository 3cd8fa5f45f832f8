package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The page before an action.
 *
 * @param from where it leads back to
 * @param value what was filled in, when it has to be sent again
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record DeliveryActionPage(
        Frame frame,
        DeliveryAction action,
        DeliveriesPage.Row delivery,
        String from,
        String value,
        @Nullable String error) {}
