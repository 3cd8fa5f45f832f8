/**
 * Invoices over HTTP: lists, breakdowns into windows, the route and its reason, the preview of a change of provider, and
 * the two things that a person can do, void and regenerate.
 *
 * <p>Owns the JSON of an invoice. Does not own a table, an amount or a rule.
 *
 * <p>Instants that differ: a list is sorted by issue date, and the range that it is asked for is of service periods.
 */
@NullMarked
package io.downbeat.invoicing.api;

import org.jspecify.annotations.NullMarked;
