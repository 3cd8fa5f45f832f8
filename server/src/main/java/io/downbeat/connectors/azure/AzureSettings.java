package io.downbeat.connectors.azure;

import java.net.URI;
import java.time.Duration;

/**
 * Where Azure lives.
 *
 * @param apiBase {@code DOWNBEAT_AZURE_API_BASE}
 * @param loginBase {@code DOWNBEAT_AZURE_LOGIN_BASE}
 * @param meteringWindow {@code DOWNBEAT_AZURE_METERING_WINDOW}: how long after its start an hour's record is taken; Azure
 *     documents 24 hours
 */
public record AzureSettings(URI apiBase, URI loginBase, Duration meteringWindow) {
    public static final String API = "https://marketplaceapi.microsoft.com";
    public static final String LOGIN = "https://login.microsoftonline.com";
    public static final Duration USUAL_WINDOW = Duration.ofHours(24);
    /** The record of an hour is made five minutes after its end; less would leave no time to send it. */
    public static final Duration SHORTEST_WINDOW = Duration.ofHours(2);

    public AzureSettings {
        if (meteringWindow.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException(
                    "a metering window of " + SHORTEST_WINDOW + " or more: " + meteringWindow);
        }
    }
}
