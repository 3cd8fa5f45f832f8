package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The page before a deed.
 *
 * @param value what was filled in, when it has to be sent again
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record DeedPage(
        Frame frame,
        Deed deed,
        DeliveriesPage.Row delivery,
        String value,
        @Nullable String error) {}
