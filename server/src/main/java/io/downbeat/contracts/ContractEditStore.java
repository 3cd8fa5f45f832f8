package io.downbeat.contracts;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** The history of edits, only ever added to. Runs inside the caller's transaction. */
final class ContractEditStore implements ContractEdit.History {
    private static final String ADD = """
        INSERT INTO contract_edit (customer_id, id, contract_id, edited_at, uniqueness_key, changes, contract_before)
        VALUES (:customer, :id, :contract, :editedAt, :key, CAST(:changes AS jsonb), CAST(:before AS jsonb))
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String KEY_USED = "SELECT EXISTS (SELECT FROM contract_edit WHERE uniqueness_key = :key)";
    private static final String OF_CONTRACT = """
        SELECT id, edited_at, uniqueness_key, changes
          FROM contract_edit WHERE customer_id = :customer AND contract_id = :contract ORDER BY sequence
        """;

    /** To the millisecond, as the history shows when an edit was made: who asks as of that sees it made. */
    private static final String NEXT_AFTER = """
        SELECT contract_before FROM contract_edit
         WHERE customer_id = :customer AND contract_id = :contract
           AND date_trunc('milliseconds', edited_at) > :instant
         ORDER BY sequence LIMIT 1
        """;

    private static final String HAS_ARCHIVED = """
        SELECT EXISTS (SELECT FROM contract_edit
            WHERE customer_id = :customer AND contract_id = :contract
              AND (changes @> jsonb_build_object('archive_commits', CAST(:named AS jsonb))
                   OR changes @> jsonb_build_object('archive_credits', CAST(:named AS jsonb))))
        """;

    private static final String FORMERLY = """
        SELECT term.value AS term
          FROM contract_edit e
         CROSS JOIN jsonb_array_elements(e.contract_before -> CAST(:list AS text)) AS term (value)
         WHERE e.customer_id = :customer AND e.contract_id = :contract AND e.edited_at >= :since
           AND e.changes @> CAST(:updated AS jsonb) AND term.value ->> 'id' = :id
         ORDER BY e.sequence
        """;

    private final JdbcClient database;

    ContractEditStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param before the contract as it is shown until this edit
     * @throws Refused with 409 if another edit has the uniqueness key
     */
    void add(ContractEdit edit, ObjectNode before) {
        int added = database.sql(ADD)
                .param("id", edit.id().value())
                .param("customer", edit.contract().customer().value())
                .param("contract", edit.contract().contract().value())
                .param("editedAt", Rows.at(edit.timestamp()))
                .param("key", edit.uniquenessKey())
                .param("changes", Json.write(edit.changes()))
                .param("before", Json.write(before))
                .update();
        if (added == 0) {
            throw ContractStore.keyUsed();
        }
    }

    boolean isKeyUsed(String key) {
        return database.sql(KEY_USED).param("key", key).query(Boolean.class).single();
    }

    @Override
    public boolean hasArchived(Contract.Ref contract, UUID commitOrCredit) {
        return database.sql(HAS_ARCHIVED)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("named", Json.write(List.of(Map.of("id", commitOrCredit))))
                .query(Boolean.class)
                .single();
    }

    @Override
    public List<ObjectNode> formerly(Contract.Ref contract, String list, UUID term, Instant since) {
        return database.sql(FORMERLY)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("since", Rows.at(since))
                .param("list", list)
                .param("updated", Json.write(Map.of("update_" + list, List.of(Map.of("id", term)))))
                .param("id", term.toString())
                .query((row, number) -> (ObjectNode) Json.read(Rows.text(row, "term")))
                .list();
    }

    /** What the first edit after an instant found. */
    sealed interface Found {
        /** There was no edit after it. */
        record AsToday() implements Found {}

        /** It was made by a server that did not keep what it found. */
        record NotKept() implements Found {}

        /** @param before the contract as it was shown until then */
        record Before(ObjectNode before) implements Found {}
    }

    /** @param instant in whole milliseconds */
    Found after(Contract.Ref contract, Instant instant) {
        return database.sql(NEXT_AFTER)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("instant", Rows.at(instant))
                .query((row, number) -> {
                    String before = row.getString("contract_before");
                    return before == null ? new Found.NotKept() : new Found.Before((ObjectNode) Json.read(before));
                })
                .optional()
                .orElseGet(Found.AsToday::new);
    }

    /** Oldest first. */
    List<ContractEdit> of(Contract.Ref contract) {
        return database.sql(OF_CONTRACT)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query((row, number) -> new ContractEdit(
                        new ContractEditId(Rows.uuid(row, "id")),
                        contract,
                        Rows.instant(row, "edited_at"),
                        row.getString("uniqueness_key"),
                        (ObjectNode) Json.read(Rows.text(row, "changes"))))
                .list();
    }
}
