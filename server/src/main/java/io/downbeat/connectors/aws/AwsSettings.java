package io.downbeat.connectors.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where AWS lives; {@code null} for AWS itself.
 *
 * @param marketplaceEndpoint {@code DOWNBEAT_AWS_MARKETPLACE_ENDPOINT}
 * @param stsEndpoint {@code DOWNBEAT_STS_ENDPOINT}
 * @param meteringWindow {@code DOWNBEAT_AWS_METERING_WINDOW}: how long after its start an hour's record is taken. AWS's
 *     sources say 6 h and 24 h; the shorter one is safe
 */
public record AwsSettings(
        @Nullable URI marketplaceEndpoint, @Nullable URI stsEndpoint, Duration meteringWindow) {
    public static final Duration USUAL_WINDOW = Duration.ofHours(6);
    /** The record of an hour is made five minutes after its end; less would leave no time to send it. */
    public static final Duration SHORTEST_WINDOW = Duration.ofHours(2);

    public AwsSettings {
        if (meteringWindow.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException(
                    "a metering window of " + SHORTEST_WINDOW + " or more: " + meteringWindow);
        }
    }
}
