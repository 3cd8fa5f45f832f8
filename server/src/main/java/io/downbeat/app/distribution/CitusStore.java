package io.downbeat.app.distribution;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Citus knows of a database, and is told of it. Runs inside the transaction of its caller. */
final class CitusStore {
    private static final String INSTALLED = "SELECT extversion FROM pg_extension WHERE extname = 'citus'";
    private static final String IS_COORDINATOR = "SELECT citus_is_coordinator()";
    private static final String SPREAD = """
        SELECT p.logicalrelid::regclass::text AS name,
            coalesce(column_to_column_name(p.logicalrelid, p.partkey), '') AS spread_by
        FROM pg_dist_partition p WHERE p.partmethod = 'h' OR (p.partmethod = 'n' AND p.repmodel = 't')
        """;
    private static final String NODES = """
        SELECT count(DISTINCT nodename || ':' || nodeport) FROM citus_shards WHERE citus_table_type = 'distributed'
        """;
    private static final String NODES_TO_COME = """
        SELECT count(*) FROM pg_dist_node WHERE shouldhaveshards AND isactive AND noderole = 'primary'
        """;
    private static final String SHARDS = """
        SELECT table_name::text AS name, shard_count FROM citus_tables
        """;
    // Several tables in one transaction, of which one is whole on each node: that goes over one connection to each.
    private static final String ONE_AFTER_THE_OTHER = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'";
    private static final String PIECES = "SELECT set_config('citus.shard_count', :pieces, true)";
    // It says for each table what the command says for all.
    private static final String QUIETLY = "SET LOCAL client_min_messages TO 'warning'";
    private static final String MAKE_WHOLE_ON_EACH_NODE = "SELECT create_reference_table(:name::regclass)";
    private static final String SPREAD_OUT = """
        SELECT create_distributed_table(:name::regclass, :by, colocate_with => :beside)
        """;
    private static final String FORGET_LOCAL_ROWS = """
        SELECT truncate_local_data_after_distributing_table(:name::regclass)
        """;

    private final JdbcClient database;

    CitusStore(JdbcClient database) {
        this.database = database;
    }

    /** The version, if it is installed. */
    Optional<String> version() {
        return database.sql(INSTALLED).query(String.class).optional();
    }

    boolean isCoordinator() {
        return database.sql(IS_COORDINATOR).query(Boolean.class).single();
    }

    /** By table, the column that it is spread by; an empty one is whole on each node. */
    Map<String, String> spread() {
        return database
                .sql(SPREAD)
                .query((row, number) -> Map.entry(
                        Objects.requireNonNull(row.getString("name")),
                        Objects.requireNonNull(row.getString("spread_by"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Map<String, Integer> pieces() {
        return database
                .sql(SHARDS)
                .query((row, number) ->
                        Map.entry(Objects.requireNonNull(row.getString("name")), row.getInt("shard_count")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How many nodes hold rows of what is spread. */
    int nodes() {
        return database.sql(NODES).query(Integer.class).single();
    }

    /** How many nodes will hold rows of what is spread from now on; none are told yet where there is the coordinator only. */
    int nodesToCome() {
        return database.sql(NODES_TO_COME).query(Integer.class).single();
    }

    /** @param pieces of each table that lies beside no other */
    void prepare(int pieces) {
        database.sql(PIECES).param("pieces", "" + pieces).query(row -> {});
        List.of(ONE_AFTER_THE_OTHER, QUIETLY)
                .forEach(setting -> database.sql(setting).update());
    }

    /** With all its rows; those that it had here are gone from here when the transaction is committed. */
    void spread(SpreadTable table) {
        if (table.isWholeOnEachNode()) {
            database.sql(MAKE_WHOLE_ON_EACH_NODE).param("name", table.name()).query(row -> {});
        } else {
            database.sql(SPREAD_OUT)
                    .param("name", table.name())
                    .param("by", table.by())
                    .param("beside", table.beside() == null ? "none" : table.beside())
                    .query(row -> {});
        }
        database.sql(FORGET_LOCAL_ROWS).param("name", table.name()).query(row -> {});
    }
}
