package io.downbeat.app.distribution;

import io.downbeat.app.Admission;
import io.downbeat.app.terminal.StartRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spreads a migrated database over the nodes of its cluster.
 *
 * <p>In one transaction: one that is broken off has changed nothing. Servers that start wait for its end, and none may be
 * at work: its statements would meet some tables spread and others not, and wait for all that is copied.
 */
public final class Distribution {
    /** Each piece costs every group of events a statement, and a node can have no less than one: room for twice the nodes. */
    private static final int PIECES_OF_A_NODE = 2;

    private static final int LEAST_PIECES = 4;
    private static final String IS_ANYBODY_AT_WORK = "SELECT NOT pg_try_advisory_xact_lock(:key)";

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final CitusStore citus;

    public Distribution(DataSource database) {
        this.database = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.citus = new CitusStore(this.database);
    }

    /**
     * A table as it is now.
     *
     * @param by the column that it is spread by; empty: each node has the whole table
     * @param pieces on how many pieces its rows are spread
     * @param wasBefore whether an earlier call did it
     */
    public record Spread(String name, String by, int pieces, boolean wasBefore) {}

    /** @param nodes how many of them hold pieces */
    public record Outcome(List<Spread> tables, int nodes) {
        public Outcome {
            tables = List.copyOf(tables);
        }
    }

    /**
     * @param pieces into how many a table is cut that was not before; {@code 0}: by the number of nodes
     * @param progress told of each table before it is spread
     * @throws StartRefused if the database has no Citus or is no coordinator, a server is at work on it, or one of the tables
     *     was spread in another way
     */
    public Outcome distribute(int pieces, Consumer<String> progress) {
        return Objects.requireNonNull(transaction.execute(status -> {
            mustBePossible();
            citus.prepare(pieces > 0 ? pieces : Math.max(LEAST_PIECES, PIECES_OF_A_NODE * citus.nodesToCome()));
            Map<String, String> before = citus.spread();
            for (SpreadTable table : SpreadTable.ALL) {
                if (!isSpread(table, before)) {
                    progress.accept(table.name());
                    citus.spread(table);
                }
            }
            return outcome(before);
        }));
    }

    private void mustBePossible() {
        if (citus.version().isEmpty()) {
            throw new StartRefused("Citus is not installed in this database, so there is nothing to spread it over; it"
                    + " works as it is, and docs/operations/citus.md says when to go further and how");
        }
        if (!citus.isCoordinator()) {
            throw new StartRefused("this node is not the cluster's coordinator; name that one with --database-url");
        }
        Admission.decideAlone(database);
        if (database.sql(IS_ANYBODY_AT_WORK)
                .param("key", Admission.AT_WORK)
                .query(Boolean.class)
                .single()) {
            throw new StartRefused(
                    "a server is at work on this database; stop them all, distribute, and start them" + " again");
        }
    }

    private static boolean isSpread(SpreadTable table, Map<String, String> before) {
        String by = before.get(table.name());
        String wanted = Objects.requireNonNullElse(table.by(), "");
        if (by != null && !by.equals(wanted)) {
            throw new StartRefused(table.name() + " is spread by " + (by.isEmpty() ? "nothing" : by)
                    + " already, and by " + (wanted.isEmpty() ? "nothing" : wanted)
                    + " it has to be; undo it with SELECT undistribute_table('" + table.name() + "')");
        }
        return by != null;
    }

    private Outcome outcome(Map<String, String> before) {
        Map<String, Integer> pieces = citus.pieces();
        List<Spread> tables = new ArrayList<>();
        for (SpreadTable table : SpreadTable.ALL) {
            tables.add(new Spread(
                    table.name(),
                    Objects.requireNonNullElse(table.by(), ""),
                    Objects.requireNonNull(pieces.get(table.name()), table.name()),
                    before.containsKey(table.name())));
        }
        return new Outcome(tables, citus.nodes());
    }
}
