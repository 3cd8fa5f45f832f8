package io.downbeat.console.reference;

import io.downbeat.console.reference.FieldTable.Field;
import io.downbeat.console.reference.FieldTable.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** The fields of a schema as rows: what is written out inside of it in full, what has a name of its own as a link. */
final class Fields {
    private static final String SCHEMAS = "#/components/schemas/";

    private final List<Field> rows = new ArrayList<>();

    private Fields() {}

    static List<Field> of(JsonNode schema) {
        Fields fields = new Fields();
        fields.add(schema, "");
        return fields.rows;
    }

    /** A parameter, which is a field with a place. */
    static Field parameter(JsonNode parameter) {
        JsonNode schema = parameter.path("schema");
        return new Field(
                parameter.path("name").asString(""),
                type(schema),
                List.of(),
                parameter.path("required").asBoolean(false) ? "required" : "",
                note(schema, "in the " + parameter.path("in").asString("")));
    }

    static String href(String schema) {
        return "/console/api/schemas/" + schema;
    }

    /** The schemas that this is one of, or a list of. */
    static List<Link> links(JsonNode schema) {
        List<Link> links = new ArrayList<>();
        String reference = schema.path("$ref").asString("");
        if (reference.startsWith(SCHEMAS)) {
            String name = reference.substring(SCHEMAS.length());
            links.add(new Link(name, href(name)));
        }
        for (String of : List.of("allOf", "oneOf", "anyOf")) {
            schema.path(of).forEach(each -> links.addAll(links(each)));
        }
        if (schema.path("items").isObject()) {
            links.addAll(links(schema.get("items")));
        }
        return links;
    }

    private void add(JsonNode schema, String within) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.stringValue()));
        schema.path("properties").properties().forEach(property -> {
            String name = within + property.getKey();
            JsonNode of = property.getValue();
            rows.add(new Field(
                    name, type(of), links(of), required.contains(property.getKey()) ? "required" : "", note(of, "")));
            add(of.has("items") ? of.get("items") : of, name + (of.has("items") ? "[]." : "."));
        });
        for (String of : List.of("allOf", "oneOf", "anyOf")) {
            schema.path(of).forEach(each -> add(each, within));
        }
    }

    static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            return "object";
        }
        if (schema.has("const")) {
            return "“" + schema.get("const").asString("") + "”";
        }
        JsonNode type = schema.path("type");
        StringJoiner words = new StringJoiner(" or ");
        (type.isArray() ? type.valueStream().toList() : List.of(type))
                .forEach(word -> words.add(word.asString("object")));
        String format = schema.path("format").asString("");
        String whole = words + (format.isEmpty() || format.startsWith("int") ? "" : ", " + format);
        if (schema.has("items")) {
            return whole + " of " + type(schema.get("items"));
        }
        return schema.has("oneOf") || schema.has("anyOf") ? "one of several" : whole;
    }

    private static String note(JsonNode schema, String before) {
        StringJoiner note = new StringJoiner("; ");
        if (!before.isEmpty()) {
            note.add(before);
        }
        if (schema.has("description")) {
            note.add(schema.get("description").asString(""));
        }
        JsonNode words =
                schema.has("enum") ? schema.get("enum") : schema.path("items").path("enum");
        if (words.isArray()) {
            StringJoiner list = new StringJoiner(", ");
            words.forEach(word -> list.add(word.asString("null")));
            note.add(list.toString());
        }
        range(schema, note);
        if (schema.has("default")) {
            note.add("otherwise "
                    + schema.get("default").asString(schema.get("default").toString()));
        }
        return note.toString();
    }

    private static void range(JsonNode schema, StringJoiner note) {
        if (schema.has("minimum") && schema.has("maximum")) {
            note.add(schema.get("minimum") + " to " + schema.get("maximum"));
        } else if (schema.has("minimum")) {
            note.add(schema.get("minimum") + " or more");
        } else if (schema.has("maximum")) {
            note.add(schema.get("maximum") + " or less");
        }
        if (schema.has("maxLength")) {
            note.add("at most " + schema.get("maxLength") + " characters");
        }
    }
}
