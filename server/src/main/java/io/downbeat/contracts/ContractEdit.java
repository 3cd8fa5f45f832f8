package io.downbeat.contracts;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of a contract, kept for ever.
 *
 * @param changes what it did, as members of the API's {@code ContractEdit}
 */
record ContractEdit(
        ContractEditId id,
        Contract.Ref contract,
        Instant timestamp,
        @Nullable String uniquenessKey,
        ObjectNode changes) {

    /** The key of a request that creates or edits a contract; each of the two uses a key once, in the whole account. */
    static @Nullable String uniquenessKey(Body body) {
        return body.optionalText("uniqueness_key", 1, 128).orElse(null);
    }

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
