package io.downbeat.app;

import io.downbeat.app.terminal.Version;
import io.downbeat.console.settings.ServerFacts;
import io.downbeat.console.words.Moments;
import io.downbeat.platform.work.BusinessClock;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.sql.DatabaseMetaData;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What this server runs on, for the page that shows it. Says of a secret, and of an address with a password, only that it is set. */
final class DescribeServer implements ServerFacts {
    /** May hold a password, as JDBC has it. */
    private static final String DATABASE_URL = "DOWNBEAT_DATABASE_URL";

    private final ServerOptions options;
    private final Settings settings;
    private final BusinessClock clock;
    private final JdbcTemplate database;
    private final ServersAtWork servers;

    DescribeServer(ServerOptions options, Settings settings, BusinessClock clock, DataSource database) {
        this.options = options;
        this.settings = settings;
        this.clock = clock;
        this.database = new JdbcTemplate(database);
        this.servers = new ServersAtWork(JdbcClient.create(database));
    }

    @Override
    public List<Fact> server() {
        boolean isExternal = settings.databaseUrl(options.databaseUrl()) != null;
        return List.of(
                new Fact("Version", Version.inOneLine()),
                new Fact("Java", Runtime.version() + ", " + System.getProperty("java.vendor")),
                new Fact("Database", database() + (isExternal ? ", external" : ", embedded")),
                new Fact("Data folder", folder(isExternal)),
                new Fact("Servers at work", servers()),
                new Fact("Clock", clock.isSimulated() ? "simulated" : "the system's"),
                new Fact("Providers", options.sandbox() ? "simulated in this process" : "at the addresses below"),
                new Fact("Metrics", "/metrics" + (settings.metrics().open() ? "" : ", with a token")),
                new Fact("Health", "/health and /health/live"));
    }

    /** Asked each time: a database may be upgraded while this server waits for it. */
    private String database() {
        return Objects.requireNonNull(database.execute((ConnectionCallback<String>) connection -> {
            DatabaseMetaData about = connection.getMetaData();
            return about.getDatabaseProductName() + " " + about.getDatabaseProductVersion() + ", database "
                    + connection.getCatalog();
        }));
    }

    private String servers() {
        List<ServersAtWork.Server> all = servers.all();
        return all.size() + ": " + all.stream().map(DescribeServer::server).collect(Collectors.joining(", "));
    }

    private static String server(ServersAtWork.Server server) {
        return "process " + server.process() + (server.address() == null ? "" : " at " + server.address()) + " since "
                + Moments.moment(server.since()) + (server.isThis() ? " (this one)" : "");
    }

    private String folder(boolean isExternal) {
        return isExternal && !options.sandbox()
                ? "none"
                : options.folder().toAbsolutePath().normalize().toString();
    }

    @Override
    public List<Fact> settings() {
        return facts(settings, Settings.PREFIX).toList();
    }

    private static Stream<Fact> facts(Record group, String prefix) {
        return Arrays.stream(group.getClass().getRecordComponents()).flatMap(component -> {
            String property = prefix + "." + component.getName();
            Object value = value(group, component);
            return value instanceof Record inner && !(value instanceof Settings.Secret)
                    ? facts(inner, property)
                    : Stream.of(fact(SettingsSource.variable(property), value));
        });
    }

    private static Fact fact(String variable, @Nullable Object value) {
        boolean isSet = value instanceof Settings.Secret secret
                ? !secret.text().isEmpty()
                : value != null && !value.toString().isEmpty();
        if (!isSet) {
            return new Fact(variable, "not set");
        }
        boolean isHidden = value instanceof Settings.Secret
                || variable.equals(DATABASE_URL)
                || value instanceof URI address && address.getRawUserInfo() != null;
        return new Fact(variable, isHidden ? "set" : String.valueOf(value));
    }

    private static @Nullable Object value(Record group, RecordComponent component) {
        try {
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException unreadable) {
            throw new IllegalStateException(component.getName() + " of the settings cannot be read", unreadable);
        }
    }
}
