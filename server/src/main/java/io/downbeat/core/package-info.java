/**
 * The words every feature speaks: periods that tile, timelines of values that change at known instants, currencies and
 * their one rounding, and the rule that says which segment an invoice belongs to.
 *
 * <p>Owns pure decisions only. Does not own storage, HTTP or the time of day: "now" is always an argument. Imports only
 * {@code java.lang}, {@code java.util}, {@code java.time} and {@code java.math}; a test holds it to that.
 */
@NullMarked
package io.downbeat.core;

import org.jspecify.annotations.NullMarked;
