package io.downbeat.thresholdbilling;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.RateCardId;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which contracts are watched, and when each is looked at next. Runs inside the caller's transaction. */
final class WatchStore {
    private static final String WATCH = """
        INSERT INTO threshold_watch (customer_id, contract_id, rate_card_id) VALUES (:customer, :contract, :card)
        ON CONFLICT (customer_id, contract_id) DO NOTHING
        """;
    private static final String FORGET = """
        WITH marks AS (DELETE FROM threshold_mark WHERE customer_id = :customer AND contract_id = :contract)
        DELETE FROM threshold_watch WHERE customer_id = :customer AND contract_id = :contract
        """;
    private static final String MARK = """
        INSERT INTO threshold_mark (customer_id, contract_id, due_at)
        SELECT customer_id, contract_id, :due FROM threshold_watch WHERE customer_id = ANY(:customers::uuid[])
        """;
    private static final String MARK_ONE = """
        INSERT INTO threshold_mark (customer_id, contract_id, due_at)
        SELECT customer_id, contract_id, :due FROM threshold_watch
        WHERE customer_id = :customer AND contract_id = :contract
        """;
    private static final String IS_ANY_WATCHED = "SELECT EXISTS (SELECT FROM threshold_watch)";
    private static final String NEXT_DUE = """
        SELECT least((SELECT min(due_at) FROM threshold_mark), (SELECT min(look_at) FROM threshold_watch)) AS next
        """;
    private static final String DUE = """
        SELECT customer_id, contract_id FROM (
            (SELECT customer_id, contract_id, due_at FROM threshold_mark WHERE due_at <= :now
                ORDER BY due_at LIMIT :limit)
            UNION ALL
            (SELECT customer_id, contract_id, look_at FROM threshold_watch WHERE look_at <= :now
                ORDER BY look_at LIMIT :limit)) AS due (customer_id, contract_id, due_at)
        GROUP BY customer_id, contract_id ORDER BY min(due_at), contract_id
        """;
    private static final String HOLD = """
        SELECT customer_id FROM threshold_watch WHERE customer_id = :customer AND contract_id = :contract
        FOR NO KEY UPDATE SKIP LOCKED
        """;
    private static final String IS_WATCHED = """
        SELECT EXISTS (SELECT FROM threshold_watch WHERE customer_id = :customer AND contract_id = :contract)
        """;
    private static final String TAKE_MARKS = """
        DELETE FROM threshold_mark WHERE customer_id = :customer AND contract_id = :contract
        """;
    private static final String LOOK_AT = """
        UPDATE threshold_watch SET look_at = :next WHERE customer_id = :customer AND contract_id = :contract
        """;
    private static final String PUT_OFF = """
        WITH marks AS (
            UPDATE threshold_mark SET due_at = :again WHERE customer_id = :customer AND contract_id = :contract)
        UPDATE threshold_watch SET look_at = :again WHERE customer_id = :customer AND contract_id = :contract
        """;

    private final JdbcClient database;

    WatchStore(JdbcClient database) {
        this.database = database;
    }

    /** With its card, which servers of the version before mark contracts by. */
    void watch(Contract contract, Instant now) {
        RateCardId card = contract.rateCard();
        of(WATCH, contract.ref())
                .param("card", card == null ? null : card.value(), Types.OTHER)
                .update();
        mark(contract.ref(), now);
    }

    void forget(Contract.Ref contract) {
        of(FORGET, contract).update();
    }

    /** Has the watched contracts of these customers looked at. */
    void mark(Collection<CustomerId> customers, Instant due) {
        database.sql(MARK)
                .param("customers", Rows.array(customers, CustomerId::value))
                .param("due", Rows.at(due))
                .update();
    }

    void mark(Contract.Ref contract, Instant due) {
        of(MARK_ONE, contract).param("due", Rows.at(due)).update();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** Held by somebody or not, and whether they are still watched or not. */
    List<Contract.Ref> due(Instant now, int limit) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id"))))
                .list();
    }

    /** Keeps others from looking at it until the transaction ends; false if somebody does, or nobody watches it. */
    boolean hold(Contract.Ref contract) {
        return of(HOLD, contract).query((row, number) -> true).optional().isPresent();
    }

    boolean isAnyWatched() {
        return database.sql(IS_ANY_WATCHED).query(Boolean.class).single();
    }

    boolean isWatched(Contract.Ref contract) {
        return of(IS_WATCHED, contract).query(Boolean.class).single();
    }

    /** Takes away every mark that is seen by now. What they speak of must be read after this. */
    void takeMarks(Contract.Ref contract) {
        of(TAKE_MARKS, contract).update();
    }

    /** @param next when something changes by itself; {@code null} for never */
    void lookAt(Contract.Ref contract, @Nullable Instant next) {
        of(LOOK_AT, contract)
                .param("next", Rows.at(next), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    void putOff(Contract.Ref contract, Instant again) {
        of(PUT_OFF, contract).param("again", Rows.at(again)).update();
    }

    private JdbcClient.StatementSpec of(String sql, Contract.Ref contract) {
        return database.sql(sql)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value());
    }
}
