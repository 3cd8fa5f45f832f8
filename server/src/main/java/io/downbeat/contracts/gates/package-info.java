/**
 * Commits that an edit of a contract wants paid before they are there ({@code add_commits} with a {@code
 * payment_gate_config}).
 *
 * <p>Owns how they are read and refused. They are part of an edit and of what the fact of it tells, and no terms of the
 * contract: nothing of them is stored or shown here. Who hears of the edit buys them ({@code thresholdbilling}), and an
 * edit of its own adds them once they are paid.
 */
@NullMarked
package io.downbeat.contracts.gates;

import org.jspecify.annotations.NullMarked;
