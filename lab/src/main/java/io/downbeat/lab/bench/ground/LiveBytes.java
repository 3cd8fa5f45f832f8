package io.downbeat.lab.bench.ground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What a Java process keeps in use. How much memory it takes from the machine says little: Java takes what it is allowed to
 * and collects when it has to. {@code jcmd} collects first and counts what stays.
 */
final class LiveBytes {
    private LiveBytes() {}

    static long of(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return total(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd of this JDK could not be run", e);
        }
    }

    /** The last line: {@code Total  1234567  98765432}, objects and bytes. */
    static long total(List<String> histogram) {
        return histogram.stream()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.trim().split("\\s+"))
                .mapToLong(words -> Long.parseLong(words[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd counted nothing: " + histogram));
    }
}
