package io.downbeat.verification;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of custom fields: each value has a registered key, and one that only one may have is one thing's. */
class CustomFieldChecks implements Checks {

    /** Where the values of one kind of thing are; {@code which} is true for its rows. */
    private record Kept(String entity, String table, String which) {
        String values() {
            return """
                SELECT '%s' AS entity, id, f.key, f.value FROM %s CROSS JOIN LATERAL jsonb_each_text(custom_fields) AS f
                WHERE custom_fields <> '{}' AND %s
                """.formatted(entity, table, which);
        }
    }

    private static final String VALUES = Stream.of(
                    new Kept("billable_metric", "billable_metric", "true"),
                    new Kept("commit", "balance", "type <> 'CREDIT'"),
                    new Kept("contract", "contract", "true"),
                    new Kept("contract_credit", "balance", "type = 'CREDIT'"),
                    new Kept("contract_product", "product", "true"),
                    new Kept("customer", "customer", "true"),
                    new Kept("discount", "discount", "true"),
                    new Kept("invoice", "invoice", "true"),
                    new Kept("package_commit", "package_term", "entity = 'package_commit'"),
                    new Kept("package_credit", "package_term", "entity = 'package_credit'"),
                    new Kept("package_scheduled_charge", "package_term", "entity = 'package_scheduled_charge'"),
                    new Kept("package_subscription", "package_term", "entity = 'package_subscription'"),
                    new Kept("professional_service", "professional_service", "true"),
                    new Kept("rate_card", "rate_card", "true"),
                    new Kept("scheduled_charge", "scheduled_charge", "true"),
                    new Kept("subscription", "subscription", "true"))
            .map(Kept::values)
            .collect(Collectors.joining(" UNION ALL "));

    private static final String COUNT = "SELECT count(*) FROM (" + VALUES + ") v";
    private static final String COUNT_UNIQUE =
            COUNT + " JOIN custom_field_key k USING (entity, key) WHERE k.enforce_uniqueness";

    private static final String UNREGISTERED = """
        SELECT CASE WHEN v.entity = 'invoice' THEN v.id END AS invoice_id, v.entity || ' ' || v.id || ' has a value under '
            || v.key || ', which is not registered for it' AS detail
        FROM (%s) v LEFT JOIN custom_field_key k ON k.entity = v.entity AND k.key = v.key
        WHERE k.id IS NULL
        """.formatted(VALUES);

    private static final String SHARED = """
        SELECT NULL::uuid AS invoice_id, count(*) || ' of ' || v.entity || ' have the value ' || v.value || ' under ' || v.key
            || ', and only one may' AS detail
        FROM (%s) v JOIN custom_field_key k ON k.entity = v.entity AND k.key = v.key AND k.enforce_uniqueness
        GROUP BY v.entity, v.key, v.value HAVING count(*) > 1
        """.formatted(VALUES);

    private static final String HELD = """
        SELECT NULL::uuid AS invoice_id, coalesce(v.entity, u.entity) || ' ' || coalesce(v.id, u.entity_id) || CASE
            WHEN u.entity_id IS NULL THEN ' has the value ' || v.value || ' under ' || v.key || ' and is not kept as its holder'
            ELSE ' is kept as the holder of ' || u.value || ' under ' || u.key || ' and does not have it' END AS detail
        FROM (SELECT a.* FROM (%s) a JOIN custom_field_key k ON k.entity = a.entity AND k.key = a.key
                AND k.enforce_uniqueness) v
            FULL JOIN custom_field_unique_value u ON u.entity = v.entity AND u.key = v.key AND u.value = v.value
                AND u.entity_id = v.id
        WHERE v.id IS NULL OR u.entity_id IS NULL
        """.formatted(VALUES);

    @Override
    public String subject() {
        return "custom fields";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("a_custom_field_has_a_registered_key", COUNT, UNREGISTERED),
                new Check("a_value_that_only_one_may_have_is_one_things", COUNT_UNIQUE, SHARED),
                new Check("who_has_a_unique_value_is_kept_as_its_holder", COUNT_UNIQUE, HELD));
    }
}
