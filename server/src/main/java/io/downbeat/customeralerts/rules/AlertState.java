package io.downbeat.customeralerts.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a part of a customer's account stands towards an alert.
 *
 * @param isTold whether the alarm it is in was told; one that was found when the alert was made may not have been
 * @param trigger what put it in alarm; {@code null} if it is not
 * @param changedAt when the status became what it is
 */
public record AlertState(
        Group group,
        AlertStatus status,
        boolean isTold,
        @Nullable Trigger trigger,
        Instant changedAt) {}
