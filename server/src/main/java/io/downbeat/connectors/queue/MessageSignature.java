package io.downbeat.connectors.queue;

import io.downbeat.platform.hashes.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message: its version, its type and, with a {@code queue_signing_secret}, HMAC-SHA256 over the
 * body's bytes. The body stays the same when the secret changes; the key's id tells a consumer which one was used.
 */
final class MessageSignature {
    private static final String KEY_ID_OF = "downbeat queue signing key";

    private MessageSignature() {}

    static Map<String, String> attributes(byte[] body, @Nullable String secret) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("schema_version", Integer.toString(QueueMessage.SCHEMA_VERSION));
        attributes.put("event_type", QueueMessage.TYPE);
        if (secret != null && !secret.isEmpty()) {
            attributes.put("signature", "v1=" + HexFormat.of().formatHex(Hmac.of(secret, body)));
            attributes.put("signature_key_id", keyId(secret));
        }
        return attributes;
    }

    /** Names a secret without showing any of it. */
    static String keyId(String secret) {
        byte[] name = Hmac.of(secret, KEY_ID_OF.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(name, 0, 8);
    }
}
