/**
 * The command line, the settings and the wiring: the only place that names adapters and that creates clocks.
 *
 * <p>Owns no rule of billing.
 */
@NullMarked
package io.downbeat.app;

import org.jspecify.annotations.NullMarked;
