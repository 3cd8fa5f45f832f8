package io.downbeat.platform.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Turns OpenTelemetry's standard variables into a {@link Tracing}. Without an endpoint nothing of its SDK is loaded: most
 * servers have nobody who takes spans, and should not pay for it at every start.
 */
public final class StandardVariables {
    public static final String PREFIX = "OTEL_";
    private static final int SECONDS_TO_END = 5;

    private StandardVariables() {}

    /**
     * @param variables those whose names begin with {@link #PREFIX}
     * @throws IllegalArgumentException with a sentence if they cannot be used
     */
    public static Tracing of(Map<String, String> variables) {
        boolean hasEndpoint =
                !variables.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank()
                        || !variables
                                .getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
                                .isBlank();
        boolean isDisabled = variables.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
                || variables.getOrDefault("OTEL_TRACES_EXPORTER", "otlp").equalsIgnoreCase("none");
        return hasEndpoint && !isDisabled ? Sdk.start(variables) : Tracing.OFF;
    }

    /** Apart, so that its classes are loaded only where they are used. */
    private static final class Sdk {
        static Tracing start(Map<String, String> variables) {
            Map<String, String> properties = new HashMap<>(
                    Map.of("otel.service.name", "downbeat", "otel.exporter.otlp.protocol", "http/protobuf"));
            variables.forEach((name, value) ->
                    properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
            // The figures have an address of their own, and the log is read from the process.
            properties.put("otel.metrics.exporter", "none");
            properties.put("otel.logs.exporter", "none");
            try {
                OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesCustomizer(_ -> properties)
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk();
                return new Tracing(sdk, () -> sdk.shutdown().join(SECONDS_TO_END, TimeUnit.SECONDS));
            } catch (ConfigurationException | IllegalStateException wrong) {
                throw new IllegalArgumentException(
                        "the OTEL_ variables cannot be used: " + wrong.getMessage()
                                + "; of the protocols http/protobuf is spoken",
                        wrong);
            }
        }
    }
}
