package io.downbeat.connectors.queue;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where SQS, SNS and STS live; {@code null} for AWS itself.
 *
 * @param sqsEndpoint {@code DOWNBEAT_SQS_ENDPOINT}
 * @param snsEndpoint {@code DOWNBEAT_SNS_ENDPOINT}
 * @param stsEndpoint {@code DOWNBEAT_STS_ENDPOINT}
 */
public record QueueSettings(
        @Nullable URI sqsEndpoint,
        @Nullable URI snsEndpoint,
        @Nullable URI stsEndpoint) {
    public static final QueueSettings AWS = new QueueSettings(null, null, null);
}
