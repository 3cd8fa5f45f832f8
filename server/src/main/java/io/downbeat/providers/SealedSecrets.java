package io.downbeat.providers;

import io.downbeat.platform.http.Json;
import io.downbeat.platform.secrets.SecretBox;
import java.util.LinkedHashMap;
import java.util.Map;

/** Seals a delivery method's credentials to its own id: copied to another row, they do not open. */
final class SealedSecrets {
    private final SecretBox box;

    SealedSecrets(SecretBox box) {
        this.box = box;
    }

    byte[] seal(DeliveryMethodId id, Map<String, String> secrets) {
        return box.seal(Json.write(secrets), id.toString());
    }

    Map<String, String> open(DeliveryMethodId id, byte[] sealed) {
        Map<String, String> secrets = new LinkedHashMap<>();
        Json.read(box.open(sealed, id.toString()))
                .properties()
                .forEach(entry -> secrets.put(entry.getKey(), entry.getValue().stringValue()));
        return secrets;
    }
}
