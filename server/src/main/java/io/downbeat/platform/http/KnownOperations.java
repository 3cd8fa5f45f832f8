package io.downbeat.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The operations of the compatible API, built or not: what is not built answers 501, what does not exist 404. Those that
 * only older clients know are none of the published document, and are known here all the same.
 */
final class KnownOperations {
    enum Answer {
        UNBUILT,
        OTHER_METHOD,
        UNKNOWN
    }

    private record Operation(String method, PathPattern path) {}

    private final List<Operation> operations;

    KnownOperations() {
        operations = Stream.concat(read("/api/operations.txt"), read("/api/older-operations.txt"))
                .toList();
    }

    private static Stream<Operation> read(String resource) {
        try (InputStream list = KnownOperations.class.getResourceAsStream(resource)) {
            if (list == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .map(words -> new Operation(words[0], PathPatternParser.defaultInstance.parse(words[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The methods of a path's operations, built or not, in the order of the alphabet. */
    Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        here(path).forEach(operation -> methods.add(operation.method));
        return methods;
    }

    private List<Operation> here(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return operations.stream()
                .filter(operation -> operation.path.matches(parsed))
                .toList();
    }

    Answer find(String method, String path) {
        List<Operation> here = here(path);
        if (here.stream().anyMatch(operation -> operation.method.equals(method))) {
            return Answer.UNBUILT;
        }
        return here.isEmpty() ? Answer.UNKNOWN : Answer.OTHER_METHOD;
    }
}
