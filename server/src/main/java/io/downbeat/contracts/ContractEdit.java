package io.downbeat.contracts;

import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of a contract, kept for ever.
 *
 * @param changes what it did, as members of the API's {@code ContractEdit}
 */
record ContractEdit(
        UUID id,
        ContractId contract,
        Instant timestamp,
        @Nullable String uniquenessKey,
        ObjectNode changes) {

    /** As the API shows it: id and timestamp first, then what was changed. */
    ObjectNode view() {
        ObjectNode view = changes.objectNode();
        view.put("id", id.toString());
        view.put("timestamp", Json.instant(timestamp));
        if (uniquenessKey != null) {
            view.put("uniqueness_key", uniquenessKey);
        }
        view.setAll(changes);
        return view;
    }
}
