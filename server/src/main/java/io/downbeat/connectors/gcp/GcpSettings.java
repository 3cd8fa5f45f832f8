package io.downbeat.connectors.gcp;

import java.net.URI;
import java.time.Duration;

/**
 * Where Google Cloud lives. Both are {@code DOWNBEAT_GCP_API_BASE} where it is set; tokens come from where the key says.
 *
 * @param meteringWindow {@code DOWNBEAT_GCP_METERING_WINDOW}: how long after its start an hour's record is sent. Google
 *     documents neither how late it takes one nor how long it remembers an operation's id; its own agent gives up after
 *     three hours
 */
public record GcpSettings(URI procurement, URI serviceControl, Duration meteringWindow) {
    public static final String PROCUREMENT = "https://cloudcommerceprocurement.googleapis.com";
    public static final String SERVICE_CONTROL = "https://servicecontrol.googleapis.com";
    public static final Duration USUAL_WINDOW = Duration.ofHours(3);
    /** The record of an hour is made five minutes after its end; less would leave no time to send it. */
    public static final Duration SHORTEST_WINDOW = Duration.ofHours(2);

    public GcpSettings {
        if (meteringWindow.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException(
                    "a metering window of " + SHORTEST_WINDOW + " or more: " + meteringWindow);
        }
    }
}
