/**
 * {@code ./downbeat distribute}: spreads a database over the nodes of a Citus cluster, and may be called again.
 *
 * <p>Owns no table, and is the one place that knows of that engine: which tables are spread, and by which column. What a
 * feature asks of its tables is one text for both.
 */
@NullMarked
package io.downbeat.app.distribution;

import org.jspecify.annotations.NullMarked;
