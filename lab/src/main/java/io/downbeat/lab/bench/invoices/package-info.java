/**
 * Months and hours that end: invoices finalized, contracts metered.
 */
@NullMarked
package io.downbeat.lab.bench.invoices;

import org.jspecify.annotations.NullMarked;
