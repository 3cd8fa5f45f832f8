package io.downbeat.customfields;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Registers keys and removes them, and changes the values that things have under them.
 *
 * <p>The order of locks: the thing, then the keys of its values, as whoever creates or edits something takes them.
 */
final class ManageCustomFields {
    private static final int LONGEST_KEY = 128;

    private final CustomFieldKeyStore keys;
    private final CustomFields fields;
    private final Map<CustomFieldEntity, CustomFieldOwner> owners = new EnumMap<>(CustomFieldEntity.class);
    private final Transactions transactions;
    private final Ids ids;

    ManageCustomFields(
            CustomFieldKeyStore keys,
            CustomFields fields,
            List<CustomFieldOwner> owners,
            Transactions transactions,
            Ids ids) {
        this.keys = keys;
        this.fields = fields;
        owners.forEach(owner -> this.owners.put(owner.entity(), owner));
        this.transactions = transactions;
        this.ids = ids;
    }

    /** @throws Refused if the entity has the key already (400) */
    UUID addKey(Body body) {
        body.knowsOnly(Set.of("enforce_uniqueness", "entity", "key"));
        CustomFieldEntity entity = body.oneOf("entity", CustomFieldEntity.class);
        CustomFieldKey key =
                new CustomFieldKey(body.flag("enforce_uniqueness"), entity, body.text("key", 1, LONGEST_KEY));
        UUID id = ids.next();
        transactions.run(() -> {
            if (!keys.add(key, id)) {
                throw Refused.rule("Duplicate custom field key");
            }
            transactions.publish(Change.of("add_custom_field_key", "custom_field_key", id)
                    .to(Map.of(
                            "entity", entity.word(), "key", key.key(), "enforce_uniqueness", key.enforceUniqueness())));
        });
        return id;
    }

    /**
     * The values under it go with it. It locks the key before the things, and so may be told to try again where somebody sets
     * values at the same moment.
     *
     * @throws Refused if there is no such key (404)
     */
    void removeKey(Body body) {
        body.knowsOnly(Set.of("entity", "key"));
        CustomFieldEntity entity = body.oneOf("entity", CustomFieldEntity.class);
        String key = body.text("key", 1, LONGEST_KEY);
        transactions.run(() -> {
            UUID id = keys.remove(entity, key).orElseThrow(() -> Refused.notFound("Custom field key not found"));
            Optional.ofNullable(owners.get(entity)).ifPresent(owner -> {
                owner.forget(key);
                transactions.publish(new CustomFieldKeyRemoved(entity, key));
            });
            transactions.publish(Change.of("remove_custom_field_key", "custom_field_key", id)
                    .from(Map.of("entity", entity.word(), "key", key)));
        });
    }

    /**
     * Values of keys that are not named stay. Refused, with nothing changed: a key that is not registered (400), something
     * that is not there (404), a value that only one may have and another one has, if archived (409).
     */
    void setValues(Body body) {
        body.knowsOnly(Set.of("custom_fields", "entity", "entity_id"));
        CustomFieldEntity entity = body.oneOf("entity", CustomFieldEntity.class);
        UUID id = body.uuid("entity_id");
        body.object("custom_fields");
        Map<String, String> set = fields.read(body, entity);
        transactions.run(() -> change(entity, id, "set_custom_fields", values -> values.putAll(set)));
    }

    /**
     * Takes values away; one that is not there is none to take. Refused, with nothing changed: a key that is not registered
     * (400), something that is not there (404).
     */
    void deleteValues(Body body) {
        body.knowsOnly(Set.of("entity", "entity_id", "keys"));
        CustomFieldEntity entity = body.oneOf("entity", CustomFieldEntity.class);
        UUID id = body.uuid("entity_id");
        List<String> named = body.texts("keys");
        transactions.run(() -> {
            Set<String> known = keys.known(entity, named);
            named.stream().filter(key -> !known.contains(key)).findFirst().ifPresent(key -> {
                throw Refused.invalid("custom_fields." + key, CustomFields.NO_SUCH_KEY);
            });
            change(entity, id, "delete_custom_fields", values -> named.forEach(values::remove));
        });
    }

    private CustomFieldOwner owner(CustomFieldEntity entity, UUID id) {
        return Optional.ofNullable(owners.get(entity)).orElseThrow(() -> unknown(entity, id));
    }

    private static Refused unknown(CustomFieldEntity entity, UUID id) {
        return Refused.notFound("no " + entity.word() + " has the id " + id);
    }

    private void change(CustomFieldEntity entity, UUID id, String action, Consumer<Map<String, String>> changing) {
        CustomFieldOwner owner = owner(entity, id);
        CustomFieldOwner.Held held = owner.lock(id).orElseThrow(() -> unknown(entity, id));
        Map<String, String> before = held.values();
        Map<String, String> after = new LinkedHashMap<>(before);
        changing.accept(after);
        if (!after.equals(before)) {
            owner.write(id, after);
            transactions.publish(new CustomFieldsChanged(entity, held.customer()));
            transactions.publish(Change.of(action, entity.word(), id)
                    .ofCustomer(held.customer())
                    .from(without(before, after))
                    .to(without(after, before)));
        }
    }

    /** Those values of the one that the other does not have. */
    private static Map<String, String> without(Map<String, String> one, Map<String, String> other) {
        Map<String, String> left = new TreeMap<>(one);
        left.entrySet().removeAll(other.entrySet());
        return left;
    }
}
