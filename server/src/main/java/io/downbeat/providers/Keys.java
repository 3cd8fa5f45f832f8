package io.downbeat.providers;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys that a configuration object may have and what each must look like. Other keys are accepted and echoed, as
 * the API does, but nothing that may be a secret is ever kept in the clear.
 */
record Keys(Map<String, Kind> known, Set<String> required, List<Set<String>> together) {
    /** In bytes: an account or a buyer is found by up to two such texts in one index entry. */
    private static final int LONGEST_TEXT = 512;

    private static final int LONGEST_SECRET = 32_768;
    private static final int MOST_DAYS = 3_650;
    /** Of all that a configuration shows, and of all its secrets together. */
    private static final int LARGEST = 65_536;

    /** What a value must look like. */
    enum Kind {
        TEXT,
        /** What a provider calls a thing, a number with some and text with others. */
        REFERENCE,
        /** Text that goes with a credential and is changed together with it, but may be seen. */
        CREDENTIAL_NAME,
        FLAG,
        /** A whole number of days. */
        DAYS,
        /** Never seen again once it came in. */
        SECRET,
        /** A secret that is a JSON object, or text that holds one. */
        SECRET_JSON;

        ConfigurationKey.Form form() {
            return switch (this) {
                case TEXT, REFERENCE, CREDENTIAL_NAME -> ConfigurationKey.Form.TEXT;
                case FLAG -> ConfigurationKey.Form.FLAG;
                case DAYS -> ConfigurationKey.Form.WHOLE_NUMBER;
                case SECRET, SECRET_JSON -> ConfigurationKey.Form.SECRET;
            };
        }

        boolean isSecret() {
            return this == SECRET || this == SECRET_JSON;
        }
    }

    /** A configuration taken apart: what may be seen and what may not. */
    record Sorted(ObjectNode visible, Map<String, String> secrets) {
        @Override
        public String toString() {
            return "Sorted[visible=" + visible + ", secrets=" + secrets.keySet() + "]";
        }
    }

    Keys {
        known = Map.copyOf(known);
        required = Set.copyOf(required);
        together = List.copyOf(together);
    }

    static Keys none() {
        return new Keys(Map.of(), Set.of(), List.of());
    }

    Keys with(Kind kind, String... names) {
        Map<String, Kind> more = new LinkedHashMap<>(known);
        Arrays.stream(names).forEach(name -> more.put(name, kind));
        return new Keys(more, required, together);
    }

    Keys requiring(String... names) {
        Set<String> more = new LinkedHashSet<>(required);
        more.addAll(List.of(names));
        return new Keys(known, more, together);
    }

    /** These come all or not at all. */
    Keys pairing(String... names) {
        return new Keys(
                known,
                required,
                Stream.concat(together.stream(), Stream.of(Set.of(names))).toList());
    }

    /** Every key that is known: those that are required first, then credentials, then the others by their forms. */
    List<ConfigurationKey> list() {
        return known.entrySet().stream()
                .map(key -> new ConfigurationKey(
                        key.getKey(),
                        key.getValue().form(),
                        required.contains(key.getKey()),
                        key.getValue().isSecret() || key.getValue() == Kind.CREDENTIAL_NAME))
                .sorted(Comparator.comparing(ConfigurationKey::isRequired)
                        .reversed()
                        .thenComparing(ConfigurationKey::isCredential, Comparator.reverseOrder())
                        .thenComparing(ConfigurationKey::form)
                        .thenComparing(ConfigurationKey::name))
                .toList();
    }

    /** Checks every key and takes the secrets out. */
    Sorted sort(Body configuration) {
        for (String key : new TreeSet<>(required)) {
            if (!configuration.has(key)) {
                throw configuration.invalid(key, "is required");
            }
        }
        Sorted sorted = new Sorted(JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>());
        for (String key : new TreeSet<>(configuration.fields())) {
            configuration.json(key).ifPresent(value -> place(configuration, key, value, sorted));
        }
        refuseHalves(configuration);
        refuseTooLarge(configuration, sorted.visible);
        refuseTooLarge(configuration, sorted.secrets);
        return sorted;
    }

    /** Checks a change of credentials, of which any may come and {@code null} takes one away. */
    Sorted sortCredentials(Body configuration) {
        Sorted sorted = new Sorted(JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>());
        for (String key : new TreeSet<>(configuration.fields())) {
            Kind kind = known.get(key);
            if (kind == null ? !looksSecret(key) : !kind.isSecret() && kind != Kind.CREDENTIAL_NAME) {
                throw configuration.invalid(key, "is not a credential; only credentials can be changed");
            }
            configuration.json(key).ifPresent(value -> place(configuration, key, value, sorted));
        }
        refuseHalves(configuration);
        return sorted;
    }

    /** Whether a value under this key may be a credential, whoever invented the key. */
    static boolean looksSecret(String key) {
        String letters = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return letters.startsWith("raw")
                || letters.endsWith("token")
                || letters.endsWith("accesskey")
                || Stream.of("secret", "apikey", "privatekey", "password", "passphrase", "credential")
                        .anyMatch(letters::contains);
    }

    static boolean hidesSecret(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .anyMatch(entry -> looksSecret(entry.getKey()) || hidesSecret(entry.getValue()));
        }
        return value.isArray() && value.values().stream().anyMatch(Keys::hidesSecret);
    }

    private void place(Body configuration, String key, JsonNode value, Sorted sorted) {
        switch (known.get(key)) {
            case TEXT, CREDENTIAL_NAME -> sorted.visible.put(key, text(configuration, key));
            case REFERENCE -> sorted.visible.set(key, reference(configuration, key, value));
            case FLAG -> sorted.visible.put(key, configuration.flag(key));
            case DAYS -> sorted.visible.put(key, configuration.integer(key, 0, MOST_DAYS));
            case SECRET -> sorted.secrets.put(key, secret(configuration, key));
            case SECRET_JSON -> sorted.secrets.put(key, json(configuration, key, value));
            case null -> {
                if (looksSecret(key) || hidesSecret(value)) {
                    sorted.secrets.put(key, value.isString() ? value.stringValue() : Json.write(value));
                } else {
                    sorted.visible.set(key, value);
                }
            }
        }
    }

    private void refuseHalves(Body configuration) {
        for (Set<String> group : together) {
            if (group.stream().anyMatch(configuration::has)) {
                group.stream()
                        .filter(key -> !configuration.has(key))
                        .findFirst()
                        .ifPresent(missing -> {
                            throw configuration.invalid(
                                    missing,
                                    "is required: " + String.join(" and ", new TreeSet<>(group)) + " come together");
                        });
            }
        }
    }

    private static String text(Body configuration, String key) {
        String text = configuration.text(key, 1, LONGEST_TEXT);
        if (!text.strip().equals(text)) {
            throw configuration.invalid(key, "must not begin or end with white space");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
            throw configuration.invalid(key, "must have at most " + LONGEST_TEXT + " bytes of UTF-8");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw configuration.invalid(key, "must not have control characters");
        }
        return text;
    }

    /** Copied credentials often bring a line break along. */
    private static String secret(Body configuration, String key) {
        String text = configuration.text(key, 1, LONGEST_SECRET).strip();
        if (text.isEmpty()) {
            throw configuration.invalid(key, "must not be blank");
        }
        return text;
    }

    private static JsonNode reference(Body configuration, String key, JsonNode value) {
        if (value.isIntegralNumber()) {
            return value;
        }
        return JsonNodeFactory.instance.stringNode(text(configuration, key));
    }

    private static String json(Body configuration, String key, JsonNode value) {
        if (value.isObject()) {
            return Json.write(value);
        }
        String text = secret(configuration, key);
        try {
            if (Json.readRequested(text).isObject()) {
                return text;
            }
        } catch (Refused malformed) {
            // Refused below without its cause, which would quote the secret.
        }
        throw configuration.invalid(key, "must be a JSON object, or a string that holds one");
    }

    /** @throws Refused if the secrets are more than one configuration ever has; mending adds some to those there */
    static void refuseTooLarge(Body configuration, Map<String, String> secrets) {
        if (secrets.entrySet().stream()
                        .mapToInt(secret -> Texts.length(secret.getKey()) + Texts.length(secret.getValue()))
                        .sum()
                > LARGEST) {
            throw tooLarge(configuration, "has secrets of more than ");
        }
    }

    private static void refuseTooLarge(Body configuration, ObjectNode visible) {
        if (Texts.isLonger(Json.write(visible), LARGEST)) {
            throw tooLarge(configuration, "is larger than ");
        }
    }

    private static Refused tooLarge(Body configuration, String what) {
        String path = configuration.path("");
        return Refused.invalid(path.substring(0, path.length() - 1), what + LARGEST + " characters");
    }
}
