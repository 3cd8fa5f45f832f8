package io.downbeat.console.contracts;

import io.downbeat.access.AuditEntry;
import io.downbeat.contracts.ContractEditId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who edited a contract, as far back as the part of the audit log reaches that was read.
 *
 * @param creator {@code null} if that is not known any more
 */
record EditsBy(@Nullable String creator, Map<String, String> byEdit) {
    EditsBy {
        byEdit = Map.copyOf(byEdit);
    }

    static EditsBy of(List<AuditEntry> ofContract) {
        Map<String, String> byEdit = new HashMap<>();
        String creator = null;
        for (AuditEntry entry : ofContract) {
            String edit =
                    entry.after() == null ? "" : entry.after().path("edit_id").asString("");
            if (!edit.isEmpty()) {
                byEdit.put(edit, entry.actor().name());
            } else if (entry.wasDone() && entry.what().action().equals("create_contract")) {
                creator = entry.actor().name();
            }
        }
        return new EditsBy(creator, byEdit);
    }

    /** @param edit {@code null} for the creation of the contract */
    Optional<String> who(@Nullable ContractEditId edit) {
        return Optional.ofNullable(edit == null ? creator : byEdit.get(edit.toString()));
    }
}
