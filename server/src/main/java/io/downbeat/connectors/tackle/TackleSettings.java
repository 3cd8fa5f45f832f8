package io.downbeat.connectors.tackle;

import java.net.URI;
import java.time.Duration;

/**
 * Where Tackle lives, and the window of the cloud behind it.
 *
 * @param apiBase {@code DOWNBEAT_TACKLE_API_BASE}, without a path
 * @param meteringWindow {@code DOWNBEAT_AWS_METERING_WINDOW}: how long after its start AWS takes an hour's record
 */
public record TackleSettings(URI apiBase, Duration meteringWindow) {
    public static final String USUAL_BASE = "https://api.tackle.io";
}
