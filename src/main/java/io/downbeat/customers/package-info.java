/**
 * Who is billed: customers, their names, and the ids under which usage events may speak of them.
 *
 * <p>Owns customers and ingest aliases. Does not own how a customer pays ({@code providers}), what was agreed ({@code
 * contracts}) or what was used ({@code usage}); those hear of a customer through the facts published here, in the same
 * transaction.
 *
 * <p>{@code createdAt}, {@code updatedAt} and {@code archivedAt} are moments of business time at which the record was
 * changed; an alias has no moment at all: it speaks for past events as well.
 */
@NullMarked
package io.downbeat.customers;

import org.jspecify.annotations.NullMarked;
