package io.downbeat.lab.drill;

import io.downbeat.app.ApiClient;
import io.downbeat.app.SandboxSettings;
import io.downbeat.lab.nodes.BusinessTime;
import io.downbeat.lab.nodes.ServerNode;
import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.platform.work.SimulatedClock;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Plays a {@link Drill} on a copied database. */
public final class DrillRun {
    private static final Duration BEFORE_INVOICES = Duration.ofHours(1);
    /** Longer than any retry and any metering window. */
    private static final int HOURS_TO_RECOVER = 100;

    private static final int MOST_MISTAKES = 10;
    /** A line of the server's log that is an error, or says what was behind one. */
    private static final Pattern MISTAKE = Pattern.compile("(?:\\S+ ERROR +|Caused by: )(.*)");

    /** Whatever address a copied credential names, such as a token endpoint: nothing leaves this machine. */
    private static final List<String> ALONE = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=9",
            "-Dhttps.proxyHost=127.0.0.1",
            "-Dhttps.proxyPort=9",
            "-Dhttp.nonProxyHosts=localhost|127.*");

    private final Drill drill;
    private final Map<String, String> settings;
    private final int sandboxPort;
    private final Consumer<String> progress;

    /**
     * @param settings of the original's servers, by variable: the key that opens the copied credentials, since the
     *     simulators take any, and what decides when something is due
     * @param sandboxPort which the copied credentials may name, as a Google key made in a sandbox does; 0 for any
     * @param progress hears what is done next
     */
    public DrillRun(Drill drill, Map<String, String> settings, int sandboxPort, Consumer<String> progress) {
        this.drill = drill;
        this.settings = Map.copyOf(settings);
        this.sandboxPort = sandboxPort;
        this.progress = progress;
    }

    /**
     * What happened.
     *
     * @param through when nothing waited any more; {@code null} if something still did at the end
     * @param parked why something was parked, with the deliveries that were
     * @param doubled deliveries with more than one effect
     * @param log what the server wrote of mistakes of its own, each once
     */
    public record DrillReport(
            long rows,
            Instant began,
            Instant ended,
            List<Hour> hours,
            @Nullable Instant through,
            List<String> parked,
            List<String> alerts,
            List<String> doubled,
            List<String> log) {

        /** Whether all came through, each once. */
        public boolean isWell() {
            return through != null && parked.isEmpty() && doubled.isEmpty();
        }
    }

    /**
     * How things stood at the end of one hour.
     *
     * @param waiting deliveries that are due or will be tried again
     * @param circuits accounts left alone
     * @param slots metering records on their way
     * @param expired metering records whose window ended before they arrived; their cents ride in later ones
     */
    public record Hour(
            Instant at,
            boolean outage,
            long waiting,
            long unknown,
            long parked,
            long delivered,
            long circuits,
            long slots,
            long expired) {
        boolean isQuiet() {
            return waiting == 0 && unknown == 0 && slots == 0;
        }
    }

    /** @param now where the copy's clock begins, unless the original has a simulated one */
    public DrillReport play(Connection original, EmbeddedPostgres postgres, Instant now, Path log)
            throws SQLException, IOException {
        try (Connection copy = connect(postgres)) {
            progress.accept("copying the database");
            long rows = new DatabaseCopy(original, copy).copy();
            progress.accept("starting a server on a copy of %,d rows".formatted(rows));
            // A server on a simulated clock starts on no real database, and the copy of one would be just that.
            SimulatedClock.startedAt(JdbcClient.create(new SingleConnectionDataSource(copy, true)), now);
            try (BusinessTime time = new BusinessTime(connect(postgres), now);
                    Sandbox sandbox = sandbox(time)) {
                Map<String, String> environment = environment(postgres, sandbox);
                List<String> arguments =
                        List.of("--port", "0", "--database-url", postgres.jdbcUrl(), "--clock", now.toString());
                try (ServerNode node = ServerNode.start(ALONE, arguments, environment, log)) {
                    var api = new ApiClient(node.uri(), String.valueOf(environment.get("DOWNBEAT_API_TOKEN")));
                    return play(api, new DrillSnapshot(copy), sandbox, time, rows, log);
                }
            }
        }
    }

    private Sandbox sandbox(BusinessTime time) throws IOException {
        try {
            return Sandbox.start("127.0.0.1", sandboxPort, time);
        } catch (BindException taken) {
            return Sandbox.start("127.0.0.1", 0, time);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private Map<String, String> environment(EmbeddedPostgres postgres, Sandbox sandbox) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(SandboxSettings.of(sandbox.uri()));
        environment.put("DOWNBEAT_API_TOKEN", UUID.randomUUID().toString());
        environment.put("DOWNBEAT_DATABASE_USER", postgres.user());
        environment.put("DOWNBEAT_DATABASE_PASSWORD", postgres.password());
        return environment;
    }

    private DrillReport play(ApiClient api, DrillSnapshot look, Sandbox sandbox, BusinessTime time, long rows, Path log)
            throws SQLException, IOException {
        Instant began = begin(look, time.instant());
        progress.accept("reaching " + began);
        advance(api, began);
        sandbox.setFaults(List.of(drill.everyCall()));
        List<Hour> hours = new ArrayList<>();
        hours.add(look.hour(began, true));
        for (int i = 1; i <= drill.hours(); i++) {
            progress.accept("the outage, hour %d of %d".formatted(i, drill.hours()));
            Instant at = began.plus(Duration.ofHours(i));
            advance(api, at);
            hours.add(look.hour(at, true));
        }
        Instant ended = began.plus(Duration.ofHours(drill.hours()));
        sandbox.clearFaults();
        sandbox.deliverDelayed();
        Instant through = recover(api, look, ended, hours);
        return new DrillReport(
                rows,
                began,
                ended,
                hours,
                through,
                look.parkedSince(began),
                look.alertsSince(began),
                doubled(sandbox),
                mistakes(log));
    }

    private Instant begin(DrillSnapshot look, Instant now) throws SQLException {
        Instant given = drill.at();
        Instant chosen = given != null
                ? given
                : look.nextInvoices().map(due -> due.minus(BEFORE_INVOICES)).orElse(now);
        return chosen.isBefore(now) ? now : chosen;
    }

    private @Nullable Instant recover(ApiClient api, DrillSnapshot look, Instant ended, List<Hour> hours)
            throws SQLException {
        for (int i = 1; i <= HOURS_TO_RECOVER; i++) {
            progress.accept("after the outage, hour " + i);
            Instant at = ended.plus(Duration.ofHours(i));
            advance(api, at);
            Hour hour = look.hour(at, false);
            hours.add(hour);
            if (hour.isQuiet()) {
                return at;
            }
        }
        return null;
    }

    private static void advance(ApiClient api, Instant to) {
        api.post("/downbeat/v1/clock", Map.of("now", to));
    }

    /** Without their time and their stack; one that came again is told once. */
    private static List<String> mistakes(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(MISTAKE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .distinct()
                    .limit(MOST_MISTAKES)
                    .toList();
        }
    }

    private static List<String> doubled(Sandbox sandbox) {
        return sandbox.ledger().stream()
                .filter(entry -> entry.reference() != null && entry.charged())
                .collect(Collectors.groupingBy(LedgerEntry::reference))
                .entrySet()
                .stream()
                .filter(held -> held.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }
}
