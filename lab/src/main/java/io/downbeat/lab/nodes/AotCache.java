package io.downbeat.lab.nodes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Java's ahead-of-time cache (JEP 483, 514): the server's classes as one start loaded and linked them, which later starts map
 * into memory. It fits the Java and the jars that it was made with, so the launcher names it by the one and keeps it beside the
 * others.
 */
final class AotCache {
    /** The launcher sets it, whether the file is there or not; without the launcher there is no cache. */
    private static final String PROPERTY = "io.downbeat.aot-cache";

    private static final String OPTION = "-XX:AOTCache";

    private AotCache() {}

    static Optional<Path> place() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
    }

    /** What a server's Java is told of the cache, beside its other options; none of them may be about one. */
    static List<String> options(List<String> others) {
        return others.stream().anyMatch(other -> other.startsWith(OPTION))
                ? List.of()
                : place().filter(Files::isReadable)
                        .map(file -> List.of(OPTION + "=" + file))
                        .orElse(List.of());
    }

    /** By which a server writes one when it ends. */
    static String output(Path file) {
        return OPTION + "Output=" + file;
    }
}
