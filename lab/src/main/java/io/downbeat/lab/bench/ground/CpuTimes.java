package io.downbeat.lab.bench.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Processor time spent so far, in seconds. A rate says how fast it was on a machine that may have had other work; this
 * says what it cost, whoever else was there.
 *
 * @param client this process, the simulated providers in it included
 * @param database all of PostgreSQL's processes, on Linux with those that ended
 */
public record CpuTimes(double client, double server, double database) {
    private static final double TICKS_PER_SECOND = 100;

    public static CpuTimes now(double server) {
        double database = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .mapToDouble(CpuTimes::seconds)
                .sum();
        return new CpuTimes(seconds(ProcessHandle.current()), server, database);
    }

    static double seconds(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // Its own in user and kernel mode, then the same of its children that ended: backends come and go.
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException | RuntimeException notLinux) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
        }
    }

    public CpuTimes since(CpuTimes before) {
        return new CpuTimes(client - before.client, server - before.server, database - before.database);
    }

    /** For the table's notes: what one unit of work cost, and how many this machine could do at that cost. */
    public String each(long units) {
        double sum = client + server + database;
        return String.format(
                Locale.ROOT,
                "CPU each: server %s, database %s, client %s; at that cost %d cores do %,.0f/s",
                micros(server / units),
                micros(database / units),
                micros(client / units),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().availableProcessors() / sum * units);
    }

    private static String micros(double seconds) {
        double micros = seconds * 1e6;
        return String.format(Locale.ROOT, micros < 10 ? "%.1f µs" : "%.0f µs", micros);
    }
}
