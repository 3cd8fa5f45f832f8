package io.downbeat.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The operations of the compatible API, built or not: what is not built answers 501, what does not exist 404. Those that
 * only older clients know are none of the published document, and are known here all the same. Those of plans will never be
 * built, and say what does the same here.
 */
final class KnownOperations {
    enum Answer {
        UNBUILT,
        OTHER_METHOD,
        UNKNOWN
    }

    private record Operation(String method, PathPattern path) {
        boolean is(String otherMethod, PathContainer otherPath) {
            return method.equals(otherMethod) && path.matches(otherPath);
        }
    }

    /** @param today what is called instead */
    private record OfPlans(Operation operation, String today) {
        String sentence() {
            return operation.method + " " + operation.path.getPatternString()
                    + " belongs to plans, which this server does not have: " + today;
        }
    }

    private final List<Operation> operations;
    private final List<OfPlans> ofPlans;

    KnownOperations() {
        operations = Stream.concat(lines("/api/operations.txt"), lines("/api/older-operations.txt"))
                .map(line -> operation(line.split(" ")))
                .toList();
        ofPlans = lines("/api/plans-operations.txt")
                .map(line -> line.split(" ", 3))
                .map(words -> new OfPlans(operation(words), words[2]))
                .toList();
    }

    private static Operation operation(String[] words) {
        return new Operation(words[0], PathPatternParser.defaultInstance.parse(words[1]));
    }

    private static Stream<String> lines(String resource) {
        try (InputStream list = KnownOperations.class.getResourceAsStream(resource)) {
            if (list == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines();
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

    /** Why an operation is not served, and what to call instead; empty if it is not one of plans. */
    Optional<String> whyNever(String method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return ofPlans.stream()
                .filter(plans -> plans.operation.is(method, parsed))
                .findFirst()
                .map(OfPlans::sentence);
    }
}
