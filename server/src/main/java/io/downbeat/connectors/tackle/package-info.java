/**
 * AWS Marketplace through Tackle: usage records by PUT, one an hour, and the question what became of them.
 *
 * <p>Owns Tackle's wire and the meaning of its answers. Does not own records, retries or deadlines: those are the ledger's
 * (metering). A 2xx says that Tackle has the record, not that AWS has: such a record is SENT until a read says more.
 *
 * <p>Instants: an hour travels as {@code yyyy-MM-dd HH:mm:ss} in UTC. Nothing here looks at a clock.
 */
@NullMarked
package io.downbeat.connectors.tackle;

import org.jspecify.annotations.NullMarked;
