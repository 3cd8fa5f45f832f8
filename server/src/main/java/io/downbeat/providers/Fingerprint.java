package io.downbeat.providers;

import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A short text that is the same for the same settings, whatever the order of their keys. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(JsonNode settings) {
        return Sha256.hex(Sha256.of(Json.write(ordered(settings))), 16);
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
