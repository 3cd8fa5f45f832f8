package io.downbeat.providers;

import io.downbeat.platform.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A short text that is the same for the same settings, whatever the order of their keys. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(JsonNode settings) {
        try {
            byte[] plain = Json.write(ordered(settings)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }

    private static JsonNode ordered(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.propertyNames().stream().sorted().forEach(name -> object.set(name, ordered(node.get(name))));
        return object;
    }
}
