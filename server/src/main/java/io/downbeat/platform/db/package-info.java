/**
 * PostgreSQL as the features use it: the pool and its migrations, transactions, ids, and the mapping of rows.
 *
 * <p>Owns no table. Does not own how an embedded PostgreSQL is run ({@code postgres}).
 */
@NullMarked
package io.downbeat.platform.db;

import org.jspecify.annotations.NullMarked;
