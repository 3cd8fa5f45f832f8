/**
 * AWS: Marketplace Metering, SQS, SNS, and the STS whose keys all three take.
 *
 * <p>Owns: metering records, of which the first under a key wins for ever; messages, of which a FIFO target keeps one per
 * deduplication id; temporary keys. Does not own: queues, topics, roles and customers, which exist as their names say.
 *
 * <p>Instants that differ: a record's <em>timestamp</em> is the sender's, refused when it is six hours old by the
 * sandbox's clock; its <em>hour</em> is the timestamp's, not the clock's.
 */
@NullMarked
package io.downbeat.sandbox.aws;

import org.jspecify.annotations.NullMarked;
