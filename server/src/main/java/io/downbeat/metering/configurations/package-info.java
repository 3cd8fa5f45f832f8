/**
 * The configurations that are metered: each as it was when metering began, which buyer of a marketplace it is, and why
 * nothing more is metered to it. Stops metering after refusals in a row or archiving, and lets it go on when a person or other
 * credentials mend it.
 *
 * <p>Owns the table {@code metered_configuration}, what people did about metering ({@code metering_action}) and metering's
 * incidents. Of records and invoices it writes only what follows at once from stopping and resuming: when they are due again.
 *
 * <p>Instants: stopped is when metering ended, which a person may undo; archived is for good.
 */
@NullMarked
package io.downbeat.metering.configurations;

import org.jspecify.annotations.NullMarked;
