/**
 * AWS Marketplace, directly: BatchMeterUsage signed with SigV4, and credentials by AssumeRole or keys.
 *
 * <p>Owns AWS's wire and the meaning of its answers. Does not own records, retries or deadlines: those are the ledger's
 * (metering). Speaks JSON 1.1 itself, because the SDK that can be had has no {@code LicenseArn}.
 *
 * <p>Instants: credentials expire by business time, so that a sandbox in simulated time is believed; a signature carries
 * the machine's time, which AWS compares with its own.
 */
@NullMarked
package io.downbeat.connectors.aws;

import org.jspecify.annotations.NullMarked;
