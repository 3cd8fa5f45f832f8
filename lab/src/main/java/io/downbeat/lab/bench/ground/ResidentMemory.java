package io.downbeat.lab.bench.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What a process holds of the machine's memory, as Linux counts it: Java's heap with its garbage, its code, its threads. */
final class ResidentMemory {
    private static final String NOW = "VmRSS:";
    private static final String EVER = "VmHWM:";
    private static final long KIBI = 1024;

    private ResidentMemory() {}

    /** Empty where the system is no Linux. */
    static OptionalLong of(long pid) {
        return look(pid, NOW);
    }

    /** The most it ever held. */
    static OptionalLong peakOf(long pid) {
        return look(pid, EVER);
    }

    private static OptionalLong look(long pid, String what) {
        try {
            return of(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")), what);
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    /** @param status lines such as {@code VmRSS:     412345 kB} */
    static OptionalLong of(List<String> status, String what) {
        return status.stream()
                .filter(line -> line.startsWith(what))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]) * KIBI)
                .findFirst();
    }
}
