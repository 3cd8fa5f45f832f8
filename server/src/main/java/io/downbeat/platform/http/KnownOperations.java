package io.downbeat.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The operations of the compatible API, built or not: what is not built answers 501, what does not exist 404. */
final class KnownOperations {
    enum Answer {
        UNBUILT,
        OTHER_METHOD,
        UNKNOWN
    }

    private record Operation(String method, PathPattern path) {}

    private final List<Operation> operations;

    KnownOperations() {
        try (InputStream list = KnownOperations.class.getResourceAsStream("/api/operations.txt")) {
            if (list == null) {
                throw new IllegalStateException("api/operations.txt is missing from the jar");
            }
            operations = new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .map(words -> new Operation(words[0], PathPatternParser.defaultInstance.parse(words[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer find(String method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        List<Operation> here = operations.stream()
                .filter(operation -> operation.path.matches(parsed))
                .toList();
        if (here.stream().anyMatch(operation -> operation.method.equals(method))) {
            return Answer.UNBUILT;
        }
        return here.isEmpty() ? Answer.UNKNOWN : Answer.OTHER_METHOD;
    }
}
