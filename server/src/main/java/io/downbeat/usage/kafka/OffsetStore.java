package io.downbeat.usage.kafka;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far each partition has been read, and by whose claim. */
final class OffsetStore {
    private static final String FIRST_SEEN = """
        INSERT INTO kafka_offset (topic, partition) SELECT :topic, p FROM unnest(:partitions::int[]) AS p ORDER BY p
        ON CONFLICT DO NOTHING
        """;
    // What is locked is being written by whoever had it before: it is claimed a moment later, and the others now.
    private static final String CLAIM = """
        WITH free AS (
            SELECT partition FROM kafka_offset WHERE topic = :topic AND partition = ANY(:partitions::int[])
            ORDER BY partition FOR UPDATE SKIP LOCKED
        )
        UPDATE kafka_offset o SET epoch = o.epoch + 1 FROM free f WHERE o.topic = :topic AND o.partition = f.partition
        RETURNING o.partition, o.next_offset, o.epoch
        """;
    // A server that is frozen meanwhile would keep its partitions from all others: the database ends its session then.
    private static final String HOLD = """
        WITH patience AS MATERIALIZED (SELECT set_config('idle_in_transaction_session_timeout', '10s', true))
        SELECT o.partition, o.next_offset, o.epoch FROM kafka_offset o, patience
        WHERE o.topic = :topic AND o.partition = ANY(:partitions::int[]) ORDER BY o.partition FOR UPDATE OF o
        """;
    private static final String MOVE = """
        UPDATE kafka_offset o SET next_offset = m.next_offset
        FROM unnest(:partitions::int[], :offsets::bigint[]) AS m (partition, next_offset)
        WHERE o.topic = :topic AND o.partition = m.partition
        """;

    private final JdbcClient database;

    OffsetStore(JdbcClient database) {
        this.database = database;
    }

    /** Makes every earlier claim on these partitions void; leaves out those that are being written at this moment. */
    List<PartitionClaim> claim(String topic, Collection<Integer> partitions) {
        Integer[] numbers = partitions.toArray(Integer[]::new);
        database.sql(FIRST_SEEN)
                .param("topic", topic)
                .param("partitions", numbers)
                .update();
        return database.sql(CLAIM)
                .param("topic", topic)
                .param("partitions", numbers)
                .query((row, _) -> claim(row))
                .list();
    }

    /** The valid claim on each partition, which nobody else can take until the transaction ends. */
    Map<Integer, PartitionClaim> hold(String topic, Collection<Integer> partitions) {
        Map<Integer, PartitionClaim> held = new HashMap<>();
        database.sql(HOLD)
                .param("topic", topic)
                .param("partitions", partitions.toArray(Integer[]::new))
                .query((row, _) -> claim(row))
                .list()
                .forEach(claim -> held.put(claim.partition(), claim));
        return held;
    }

    /** @param next by partition, all of them held by the running transaction */
    void move(String topic, SortedMap<Integer, Long> next) {
        database.sql(MOVE)
                .param("topic", topic)
                .param("partitions", next.keySet().toArray(Integer[]::new))
                .param("offsets", next.values().toArray(Long[]::new))
                .update();
    }

    private static PartitionClaim claim(ResultSet row) throws SQLException {
        return new PartitionClaim(
                row.getInt("partition"), row.getObject("next_offset", Long.class), row.getLong("epoch"));
    }
}
