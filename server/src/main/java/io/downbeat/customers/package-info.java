/**
 * Who is billed: customers, their names, and the ids under which usage events may speak of them.
 *
 * <p>Owns customers and ingest aliases. Does not own how a customer pays ({@code providers}), what was agreed ({@code
 * contracts}) or what was used ({@code usage}); those hear of a customer through the facts published here, in the same
 * transaction. What a customer may be created with besides its names is read and made by the feature that owns it ({@link
 * io.downbeat.customers.CreatedWithCustomer}).
 *
 * <p>Whoever makes something for a customer holds it ({@link Customers#hold}) before any other lock, and makes nothing for
 * an archived one; archiving takes the same lock. The database refuses the rest.
 *
 * <p>{@code createdAt}, {@code updatedAt} and {@code archivedAt} are moments of business time at which the record was
 * changed; an alias has no moment at all: it speaks for past events as well.
 */
@NullMarked
package io.downbeat.customers;

import org.jspecify.annotations.NullMarked;
