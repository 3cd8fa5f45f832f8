package io.downbeat.lab.bench.ground;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where the figures come from: without it they say nothing. */
public record Machine(int cores, long memoryGib, String system, String java, String postgres, String durability) {

    public static Machine look(BenchEnvironment environment) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Connection connection = environment.connect("postgres")) {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                    system.getName() + " " + system.getArch(),
                    System.getProperty("java.vendor") + " " + Runtime.version(),
                    setting(connection, "server_version"),
                    "fsync " + setting(connection, "fsync") + ", synchronous_commit "
                            + setting(connection, "synchronous_commit") + ", full_page_writes "
                            + setting(connection, "full_page_writes"));
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not say how it is set", e);
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    public String sentence() {
        return "%d cores, %d GiB, %s; Java %s; PostgreSQL %s, %s; client, server, database and sandbox together on it"
                .formatted(cores, memoryGib, system, java, postgres, durability);
    }
}
