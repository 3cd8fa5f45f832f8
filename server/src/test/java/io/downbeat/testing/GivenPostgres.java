package io.downbeat.testing;

import io.downbeat.app.distribution.Distribution;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A PostgreSQL that runs already, at {@code DOWNBEAT_TEST_DATABASE_URL}. Tests make databases of their own there and leave
 * the one named alone. If that one has Citus, each migrated database has it too, on the same nodes, and is distributed.
 */
final class GivenPostgres implements TestPostgres.Server {
    private static final Pattern URL = Pattern.compile("jdbc:postgresql://[^/]*/([^?]*)(\\?.*)?");
    private static final String NODES = "SELECT nodename, nodeport FROM pg_dist_node WHERE groupid > 0 ORDER BY nodeid";
    private static final String TERMINATE =
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ?";
    private static final String LEFT_PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = ?";

    private static final String IN_USE = "55006";
    private static final int DROPS = 10;
    private static final String PREFIX = "downbeat_test_";
    /** By JVMs that were killed. */
    private static final String LEFT_BEHIND = """
        SELECT datname FROM pg_database
        WHERE datname LIKE 'downbeat\\_test\\_%'
            AND left(datname, 23) NOT IN (SELECT application_name FROM pg_stat_activity)
        """;

    /** An empty one, to start from. */
    private static final String EMPTY = "template0";

    /** A node of a cluster, or the one server that there is. */
    private record Node(String host, int port) {}

    private final String url;
    private final String user;
    private final String password;
    private final Node coordinator;
    private final List<Node> workers;
    private final boolean hasCitus;
    /** Unlike that of another JVM, wherever it runs. */
    private final String prefix = PREFIX + UUID.randomUUID().toString().substring(0, 8) + "_";

    /** By its name others see that this JVM lives; the database ends it if the JVM is killed. */
    private final Connection presence;

    private final Set<String> made = ConcurrentHashMap.newKeySet();

    private GivenPostgres(String url, String user, String password) throws SQLException {
        Properties parts = Objects.requireNonNull(Driver.parseURL(url, null), "not a URL of PostgreSQL: " + url);
        this.url = url;
        this.user = parts.getProperty("user", user);
        this.password = parts.getProperty("password", password);
        this.coordinator = new Node(parts.getProperty("PGHOST"), Integer.parseInt(parts.getProperty("PGPORT")));
        try (Connection model = connect(coordinator, parts.getProperty("PGDBNAME"))) {
            this.hasCitus = !texts(model, "SELECT extname FROM pg_extension WHERE extname = 'citus'")
                    .isEmpty();
            this.workers = hasCitus ? nodes(model) : List.of();
        }
        this.presence = connect(coordinator, "postgres");
        this.presence.setClientInfo("ApplicationName", prefix);
        texts(presence, LEFT_BEHIND).forEach(this::drop);
        Runtime.getRuntime().addShutdownHook(new Thread(this::tidyUp));
    }

    /** @param url such as {@code jdbc:postgresql://db:5432/postgres} */
    static GivenPostgres at(String url, @Nullable String user, @Nullable String password) {
        try {
            return new GivenPostgres(
                    url, Objects.requireNonNullElse(user, "postgres"), Objects.requireNonNullElse(password, ""));
        } catch (SQLException e) {
            throw new IllegalStateException("DOWNBEAT_TEST_DATABASE_URL leads to no database: " + url, e);
        }
    }

    private void tidyUp() {
        try (presence) {
            List.copyOf(made).forEach(this::drop);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name(String name) {
        return prefix + name;
    }

    @Override
    public TestDatabase database(String name) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalStateException("not a URL of PostgreSQL: " + url);
        }
        return new TestDatabase(
                name, url.substring(0, parts.start(1)) + name + url.substring(parts.end(1)), user, password);
    }

    @Override
    public void createEmpty(String name) {
        made.add(name);
        execute(coordinator, "CREATE DATABASE %s TEMPLATE %s".formatted(name, EMPTY));
    }

    @Override
    public boolean hasCitus() {
        return hasCitus;
    }

    @Override
    public void createUndistributed(String name) {
        createEmpty(name);
        if (hasCitus) {
            workers.forEach(worker -> execute(worker, "CREATE DATABASE %s TEMPLATE %s".formatted(name, EMPTY)));
            all().forEach(node -> executeIn(node, name, "CREATE EXTENSION citus"));
            executeIn(
                    coordinator,
                    name,
                    "SELECT citus_set_coordinator_host('%s', %d)".formatted(coordinator.host(), coordinator.port()));
            workers.forEach(worker -> executeIn(
                    coordinator, name, "SELECT citus_add_node('%s', %d)".formatted(worker.host(), worker.port())));
        }
    }

    @Override
    public void becomeModel(String name) {
        if (hasCitus) {
            new Distribution(database(name).dataSource()).distribute(0, table -> {});
            // Citus has a process of its own in each database, and one that somebody is connected to cannot be copied.
            for (Node node : all()) {
                execute(node, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
                terminate(node, name);
            }
        }
    }

    @Override
    public void copy(String model, String name) {
        made.add(name);
        all().forEach(node -> execute(node, "CREATE DATABASE %s TEMPLATE %s".formatted(name, model)));
    }

    @Override
    public void drop(String name) {
        for (Node node : all()) {
            rollBackWhatIsPrepared(node, name);
            dropAt(node, name);
        }
        made.remove(name);
    }

    /** The process that Citus has in each database may come back between being ended and the drop. */
    private void dropAt(Node node, String name) {
        for (int left = DROPS; ; left--) {
            try (Connection connection = connect(node, "postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
                return;
            } catch (SQLException e) {
                if (left == 0 || !IN_USE.equals(e.getSQLState())) {
                    throw new IllegalStateException(name + " cannot be dropped", e);
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private List<Node> all() {
        List<Node> all = new ArrayList<>(List.of(coordinator));
        all.addAll(workers);
        return all;
    }

    private static List<Node> nodes(Connection model) throws SQLException {
        List<Node> nodes = new ArrayList<>();
        try (Statement statement = model.createStatement();
                ResultSet rows = statement.executeQuery(NODES)) {
            while (rows.next()) {
                nodes.add(new Node(rows.getString(1), rows.getInt(2)));
            }
        }
        return nodes;
    }

    private void terminate(Node node, String name) {
        try (Connection connection = connect(node, "postgres");
                PreparedStatement statement = connection.prepareStatement(TERMINATE)) {
            statement.setString(1, name);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("connections to " + name, e);
        }
    }

    /** A killed server may have left a transaction between its two phases, and no database with one can be dropped. */
    private void rollBackWhatIsPrepared(Node node, String name) {
        if (!hasCitus) {
            return;
        }
        List<String> left = new ArrayList<>();
        try (Connection connection = connect(node, "postgres");
                PreparedStatement statement = connection.prepareStatement(LEFT_PREPARED)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    left.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(LEFT_PREPARED, e);
        }
        left.forEach(gid -> executeIn(node, name, "ROLLBACK PREPARED '" + gid + "'"));
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void execute(Node node, String sql) {
        executeIn(node, "postgres", sql);
    }

    private void executeIn(Node node, String name, String sql) {
        try (Connection connection = connect(node, name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect(Node node, String name) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(node.host(), node.port(), name), user, password);
    }
}
