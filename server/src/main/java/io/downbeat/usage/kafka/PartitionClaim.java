package io.downbeat.usage.kafka;

import org.jspecify.annotations.Nullable;

/**
 * That a server reads a partition, and from where.
 *
 * @param next the offset that is read next; {@code null} while nothing of the partition was read
 * @param epoch higher than that of every claim before
 */
record PartitionClaim(int partition, @Nullable Long next, long epoch) {
    PartitionClaim movedTo(long offset) {
        return new PartitionClaim(partition, offset, epoch);
    }
}
