package io.downbeat.console.reference;

import io.downbeat.console.reference.ReferencePage.Group;
import io.downbeat.console.reference.ReferencePage.Operation;
import io.downbeat.platform.apidocument.ApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The document, read once, and looked up by what the addresses of the pages have. */
final class Reference {
    /** One operation with its place in the document. */
    record Found(String method, String path, JsonNode operation) {}

    /** Read when somebody first looks: a document of this size is nothing to read at every start. */
    private static final class Read {
        private static final JsonNode DOCUMENT = ApiDocument.read();
    }

    List<Group> groups() {
        Map<String, List<Operation>> groups = new TreeMap<>();
        all().forEach(found -> groups.computeIfAbsent(
                        found.operation().path("tags").path(0).asString(""), _ -> new ArrayList<>())
                .add(new Operation(
                        found.method(),
                        found.path(),
                        found.operation().path("summary").asString(""),
                        "/console/api/operations/"
                                + found.operation().path("operationId").asString(""))));
        return groups.entrySet().stream()
                .map(group -> new Group(
                        group.getKey(),
                        group.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                        group.getValue()))
                .toList();
    }

    Optional<Found> operation(String id) {
        return all().stream()
                .filter(found ->
                        found.operation().path("operationId").asString("").equals(id))
                .findFirst();
    }

    Optional<JsonNode> schema(String name) {
        return Optional.ofNullable(
                Read.DOCUMENT.path("components").path("schemas").get(name));
    }

    private static List<Found> all() {
        List<Found> all = new ArrayList<>();
        Read.DOCUMENT
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> all.add(new Found(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return all;
    }
}
