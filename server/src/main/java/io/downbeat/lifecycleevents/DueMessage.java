package io.downbeat.lifecycleevents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is due to be told.
 *
 * @param offset the offset as it was given; {@code null} for the event itself
 */
record DueMessage(
        Moment.Key key,
        Instant eventAt,
        Instant fireAt,
        UUID configuration,
        @Nullable String offset) {}
