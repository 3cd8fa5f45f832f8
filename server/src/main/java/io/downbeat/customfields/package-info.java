/**
 * Custom fields: texts that clients keep with almost everything, under keys that they register first. This server reads
 * nothing from them but where a client has told it to: alerts and prepaid thresholds choose by them. So whoever chooses is told
 * of every change.
 *
 * <p>Owns the registered keys of every kind of thing, and who holds which value of a key whose values are unique, an archived
 * thing too. Does not own the values: each owner keeps them in its own table and is reached through its {@link
 * io.downbeat.customfields.CustomFieldOwner}. PostgreSQL holds the owners to both promises: a trigger on each of their tables
 * (function {@code keeps_custom_fields} of the migration) refuses a key that is not registered, and a value that another one
 * holds.
 */
@NullMarked
package io.downbeat.customfields;

import org.jspecify.annotations.NullMarked;
