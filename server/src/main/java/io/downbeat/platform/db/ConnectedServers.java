package io.downbeat.platform.db;

import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The servers at work on this database, by the names of their connections: one that dies is gone as soon as PostgreSQL
 * notices, and nobody has to write down that he lives. Commands that look beside a server are none.
 */
public final class ConnectedServers {
    private static final String SERVER = "downbeat server ";

    private static final String CONNECTED = """
        SELECT application_name, host(client_addr) AS address,
            application_name = current_setting('application_name') AS is_this
        FROM pg_stat_activity
        WHERE datname = current_database() AND starts_with(application_name, :server)
        GROUP BY application_name, client_addr
        ORDER BY client_addr, application_name
        """;

    /**
     * @param process its number on its machine
     * @param address from which it is connected; {@code null} on a socket
     * @param isThis whether it is the one that answers
     */
    public record Server(String process, @Nullable String address, boolean isThis) {}

    private final JdbcClient database;

    public ConnectedServers(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** Two containers may have the same process number and stand behind one address, so there is some chance in it. */
    static String nameOfThis() {
        return SERVER + ProcessHandle.current().pid() + " "
                + UUID.randomUUID().toString().substring(0, 8);
    }

    public List<Server> all() {
        return database.sql(CONNECTED)
                .param("server", SERVER)
                .query((row, number) -> new Server(
                        Rows.text(row, "application_name")
                                .substring(SERVER.length())
                                .split(" ")[0],
                        row.getString("address"),
                        row.getBoolean("is_this")))
                .list();
    }
}
