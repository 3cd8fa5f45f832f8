package io.downbeat.packages;

import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The custom fields of packages' terms, which may be set after a package was created: what is made of a term has those that the
 * term has then. Runs inside the caller's transaction.
 */
final class TermFields {
    private static final Map<String, CustomFieldEntity> ENTITIES = Map.of(
            "commits", CustomFieldEntity.PACKAGE_COMMIT,
            "credits", CustomFieldEntity.PACKAGE_CREDIT,
            "recurring_commits", CustomFieldEntity.PACKAGE_COMMIT,
            "recurring_credits", CustomFieldEntity.PACKAGE_CREDIT,
            "scheduled_charges", CustomFieldEntity.PACKAGE_SCHEDULED_CHARGE,
            "subscriptions", CustomFieldEntity.PACKAGE_SUBSCRIPTION);
    private static final String FIELDS = "custom_fields";

    private static final String ADD = """
        INSERT INTO package_term (id, package_id, entity, custom_fields)
        SELECT id, :package, entity, fields::jsonb
        FROM unnest(:ids::uuid[], :entities::text[], :fields::text[]) AS t (id, entity, fields)
        """;
    private static final String OF =
            "SELECT id, custom_fields FROM package_term WHERE package_id = ANY (:packages::uuid[])";

    private final CustomFields fields;
    private final JdbcClient database;

    TermFields(CustomFields fields, JdbcClient database) {
        this.fields = fields;
        this.database = database;
    }

    /** @throws io.downbeat.platform.http.Refused for a key that is not registered for the terms of packages */
    void check(Body request) {
        ENTITIES.forEach((list, entity) -> request.optionalObjects(list).forEach(term -> fields.read(term, entity)));
    }

    void add(ContractPackage made) {
        List<JsonNode> terms = new ArrayList<>();
        List<String> entities = new ArrayList<>();
        ENTITIES.forEach((list, entity) -> made.terms().path(list).forEach(term -> {
            terms.add(term);
            entities.add(entity.word());
        }));
        if (!terms.isEmpty()) {
            database.sql(ADD)
                    .param("package", made.id().value())
                    .param("ids", Rows.array(terms, TermFields::id))
                    .param("entities", entities.toArray(String[]::new))
                    .param(
                            "fields",
                            terms.stream()
                                    .map(term -> term.has(FIELDS) ? Json.write(term.get(FIELDS)) : "{}")
                                    .toArray(String[]::new))
                    .update();
        }
    }

    /** The packages with the custom fields that their terms have now. */
    List<ContractPackage> current(Collection<ContractPackage> packages) {
        Map<UUID, ObjectNode> values = new HashMap<>();
        database.sql(OF)
                .param("packages", Rows.array(packages, one -> one.id().value()))
                .query(row -> {
                    values.put(Rows.uuid(row, "id"), (ObjectNode) Json.read(Rows.text(row, FIELDS)));
                });
        return packages.stream().map(one -> current(one, values)).toList();
    }

    private static ContractPackage current(ContractPackage one, Map<UUID, ObjectNode> values) {
        ObjectNode terms = one.terms().deepCopy();
        for (String list : ENTITIES.keySet()) {
            for (JsonNode term : terms.path(list)) {
                ObjectNode its = values.get(id(term));
                if (its == null || its.isEmpty()) {
                    ((ObjectNode) term).remove(FIELDS);
                } else {
                    ((ObjectNode) term).set(FIELDS, its);
                }
            }
        }
        return one.with(terms);
    }

    private static UUID id(JsonNode term) {
        return UUID.fromString(term.get("id").stringValue());
    }
}
