package io.downbeat.customfields;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Custom field keys and values. */
@RestController
final class CustomFieldsApi {
    private static final int PAGE = 100;

    private final ManageCustomFields fields;
    private final CustomFieldKeyStore keys;

    CustomFieldsApi(ManageCustomFields fields, CustomFieldKeyStore keys) {
        this.fields = fields;
        this.keys = keys;
    }

    record Added(UUID id) {}

    @PostMapping("/v1/customFields/addKey")
    @Changes(action = "add_custom_field_key", resource = "custom_field_key")
    Data<Added> addKey(Body body) {
        return new Data<>(new Added(fields.addKey(body)));
    }

    /** Answers {@code null}, as the published server does. */
    @PostMapping("/v1/customFields/removeKey")
    @Changes(action = "remove_custom_field_key", resource = "custom_field_key")
    JsonNode removeKey(Body body) {
        fields.removeKey(body);
        return JsonNodeFactory.instance.nullNode();
    }

    @PostMapping("/v1/customFields/listKeys")
    @Reads
    Page<CustomFieldKey> listKeys(Body body, Query query) {
        body.knowsOnly(Set.of("entities"));
        Collection<CustomFieldEntity> entities = body.optionalOneOfs("entities", CustomFieldEntity.class)
                .orElse(List.copyOf(EnumSet.allOf(CustomFieldEntity.class)));
        List<CustomFieldKey> rows =
                keys.list(entities, query.nextPage().map(CustomFieldsApi::after).orElse(null), PAGE + 1);
        return Page.of(rows, PAGE, row -> PageToken.after(row.entity().word(), row.key()));
    }

    private static CustomFieldKeyStore.After after(PageToken token) {
        return new CustomFieldKeyStore.After(token.value(0), token.rest(1));
    }

    @PostMapping("/v1/customFields/setValues")
    @Changes(action = "set_custom_fields", resource = "custom_fields")
    void setValues(Body body) {
        fields.setValues(body);
    }

    @PostMapping("/v1/customFields/deleteValues")
    @Changes(action = "delete_custom_fields", resource = "custom_fields")
    void deleteValues(Body body) {
        fields.deleteValues(body);
    }
}
