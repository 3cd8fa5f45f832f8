package io.downbeat.console.reference;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.reference.FieldTable.Field;
import io.downbeat.console.reference.OperationPage.Answer;
import io.downbeat.console.reference.Reference.Found;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.JsonNode;

/** {@code /console/api}: what this server's API has, readable without the internet. */
@Controller
final class ReferencePages {
    /** Of no section: one comes here from the foot of every page. */
    private static final String NO_SECTION = "";

    private static final String JSON = "application/json";

    private final Pages pages;
    private final Frames frames;
    private final Reference reference;

    ReferencePages(Pages pages, Frames frames, Reference reference) {
        this.pages = pages;
        this.frames = frames;
        this.reference = reference;
    }

    @GetMapping("/console/api")
    ResponseEntity<byte[]> all(HttpServletRequest request) {
        return pages.show("console/reference/reference.jte", () -> {
            List<ReferencePage.Group> groups = reference.groups();
            long count = groups.stream()
                    .mapToLong(group -> group.operations().size())
                    .sum();
            return new ReferencePage(
                    frames.of(request, "API reference", NO_SECTION), count + " operations are served here.", groups);
        });
    }

    @GetMapping("/console/api/operations/{id}")
    ResponseEntity<byte[]> operation(@PathVariable String id, HttpServletRequest request) {
        Found found = reference.operation(id).orElseThrow(() -> Refused.notFound("no operation has the id " + id));
        return pages.show(
                "console/reference/operation.jte",
                () -> new OperationPage(
                        frames.of(request, found.method() + " " + found.path(), NO_SECTION),
                        found.method(),
                        found.path(),
                        found.operation().path("summary").asString(""),
                        who(found.operation()),
                        tables(found.operation()),
                        errors(found.operation())));
    }

    @GetMapping("/console/api/schemas/{name}")
    ResponseEntity<byte[]> schema(@PathVariable String name, HttpServletRequest request) {
        JsonNode schema = reference.schema(name).orElseThrow(() -> Refused.notFound("no schema is called " + name));
        return pages.show(
                "console/reference/schema.jte",
                () -> new SchemaPage(
                        frames.of(request, name, NO_SECTION), name, List.of(table("fields", "Fields", schema))));
    }

    private static String who(JsonNode operation) {
        if (operation.has("security")) {
            return "Anybody: no token is asked for.";
        }
        StringJoiner roles = new StringJoiner(" or ", "A token of the role ", ".");
        operation.path("x-roles").forEach(role -> roles.add(role.asString("")));
        return roles.toString();
    }

    private List<FieldTable> tables(JsonNode operation) {
        List<FieldTable> tables = new ArrayList<>();
        List<Field> parameters = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> parameters.add(Fields.parameter(parameter)));
        if (!parameters.isEmpty()) {
            tables.add(new FieldTable("parameters", "Parameters", "", parameters));
        }
        JsonNode body = operation.path("requestBody").path("content").path(JSON).path("schema");
        if (!body.isMissingNode()) {
            tables.add(table("body", "Body", body));
        }
        tables.add(table(
                "answer",
                "Answer",
                operation.at("/responses/200/content").path(JSON).path("schema")));
        return tables;
    }

    /** Of a schema with a name of its own the fields are shown, since that is what the page is for. */
    private FieldTable table(String id, String heading, JsonNode schema) {
        JsonNode shown = Fields.links(schema).stream()
                .filter(_ -> schema.has("$ref"))
                .findFirst()
                .flatMap(link -> reference.schema(link.name()))
                .orElse(schema);
        List<Field> fields = new ArrayList<>(Fields.of(shown));
        Fields.links(shown)
                .forEach(link -> fields.add(
                        new Field("", "all fields of", List.of(link), "", "one of these, where there are several")));
        return new FieldTable(id, heading, fields.isEmpty() ? says(shown) : "", fields);
    }

    private static String says(JsonNode schema) {
        if (schema.isMissingNode()) {
            return "Not JSON.";
        }
        String type = Fields.type(schema);
        return type.equals("object") ? "An object without fields of a fixed name." : "A value: " + type + ".";
    }

    private static List<Answer> errors(JsonNode operation) {
        List<Answer> errors = new ArrayList<>();
        operation.path("responses").properties().forEach(answer -> {
            if (!answer.getKey().equals("200")) {
                errors.add(new Answer(
                        answer.getKey(),
                        answer.getValue().path("description").asString("Any failure, with a message")));
            }
        });
        return errors;
    }
}
