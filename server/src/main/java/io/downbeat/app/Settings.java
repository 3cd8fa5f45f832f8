package io.downbeat.app;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of design.md part 5: each a system property {@code downbeat.api.token} or an environment variable
 * {@code DOWNBEAT_API_TOKEN}; the property wins. An empty value counts as unset.
 */
public final class Settings {
    private final Map<String, String> environment;
    private final Map<Object, Object> properties;

    public Settings(Map<String, String> environment, Map<Object, Object> properties) {
        this.environment = Map.copyOf(environment);
        this.properties = Map.copyOf(properties);
    }

    public static Settings ofProcess() {
        return new Settings(System.getenv(), System.getProperties());
    }

    /** These settings, with others in the place of what was set or not. */
    Settings with(Map<String, String> overriding) {
        Map<String, String> environment = new HashMap<>(this.environment);
        environment.putAll(overriding);
        Map<Object, Object> properties = new HashMap<>(this.properties);
        overriding.keySet().forEach(variable -> properties.remove(property(variable)));
        return new Settings(environment, properties);
    }

    private static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** @param variable the environment variable's name, such as {@code DOWNBEAT_API_TOKEN} */
    public Optional<String> text(String variable) {
        Object value = properties.get(property(variable));
        return Optional.ofNullable(value == null ? environment.get(variable) : value.toString())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    public Duration duration(String variable, Duration otherwise) {
        return text(variable)
                .map(text -> {
                    try {
                        Duration duration = Duration.parse(text);
                        if (!duration.isNegative()) {
                            return duration;
                        }
                    } catch (DateTimeParseException notOne) {
                        // refused below
                    }
                    throw new StartRefused(variable + " must be an ISO-8601 duration such as PT24H, not " + text);
                })
                .orElse(otherwise);
    }

    /** False if it is not set. */
    public boolean flag(String variable) {
        return text(variable)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new StartRefused(variable + " must be true or false, not " + text);
                })
                .orElse(false);
    }

    public int wholeNumber(String variable, int otherwise, int min, int max) {
        return text(variable)
                .map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException notOne) {
                        // refused below
                    }
                    throw new StartRefused(
                            variable + " must be a whole number from " + min + " to " + max + ", not " + text);
                })
                .orElse(otherwise);
    }
}
