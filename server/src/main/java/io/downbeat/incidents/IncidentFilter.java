package io.downbeat.incidents;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents are listed.
 *
 * @param contract {@code null} for any
 * @param customer {@code null} for any
 * @param endedToo whether those that are over are listed as well
 */
public record IncidentFilter(
        @Nullable UUID contract, @Nullable UUID customer, boolean endedToo) {}
