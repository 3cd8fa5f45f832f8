package io.downbeat.delivery.engine;

import org.jspecify.annotations.Nullable;

/**
 * What opening a circuit changed for people.
 *
 * @param isNew whether it was closed before, or open for the other reason
 * @param deadlines what became known of deadlines; {@code null} if that was known before
 */
record OpenedCircuit(boolean isNew, @Nullable String deadlines) {
    static final OpenedCircuit NOTHING = new OpenedCircuit(false, null);
}
