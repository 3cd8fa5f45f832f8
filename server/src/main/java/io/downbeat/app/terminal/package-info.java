/**
 * How commands speak to a person at a terminal: colours, tables, progress, reports, and one sentence for what nobody expected.
 *
 * <p>Owns what is printed and how. Does not own what is found out (the features) or when a command runs ({@code app}, {@code
 * lab}). Uses nothing of {@code app}.
 *
 * <p>The only instants here are real ones: how long somebody has waited.
 */
@NullMarked
package io.downbeat.app.terminal;

import org.jspecify.annotations.NullMarked;
