package io.downbeat.app;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The servers that live, by the lock that each of them holds while it does: one that dies loses it with its connection, so
 * nobody has to write down every few seconds that he is there.
 */
final class ServersAtWork {
    private static final String AT_WORK = """
        SELECT split_part(a.application_name, ' ', 2) AS process, host(a.client_addr) AS address, a.backend_start,
            a.application_name = current_setting('application_name') AS is_this
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND l.classid::bigint << 32 | l.objid::bigint = :atWork
        ORDER BY a.backend_start, a.pid
        """;

    /**
     * @param process its number on its machine
     * @param address from which it is connected; {@code null} on a socket
     * @param since when it connected, by the database's own clock
     * @param isThis whether it is the one that answers
     */
    record Server(String process, @Nullable String address, Instant since, boolean isThis) {}

    private final JdbcClient database;

    ServersAtWork(JdbcClient database) {
        this.database = database;
    }

    /** The one that is there longest first. */
    List<Server> all() {
        return database.sql(AT_WORK)
                .param("atWork", Admission.AT_WORK)
                .query((row, number) -> new Server(
                        Rows.text(row, "process"),
                        row.getString("address"),
                        Rows.instant(row, "backend_start"),
                        row.getBoolean("is_this")))
                .list();
    }
}
