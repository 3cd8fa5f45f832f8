package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.Frequency;
import io.downbeat.core.Timeline;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Subscriptions, the changes of how many there are, and who has a seat from when to when. Runs inside the caller's transaction. */
final class SubscriptionStore {
    private static final String SAVE = """
        INSERT INTO subscription (customer_id, id, contract_id, product_id, billing_frequency, name, description,
            starting_at, ending_before, collection_schedule, invoice_behavior, invoice_placement, anchor_date, is_prorated,
            rounding_method, decimal_places, seat_group_key, custom_fields, created_at)
        VALUES (:customer, :id, :contract, :product, :frequency, :name, :description, :startingAt, :endingBefore,
            :schedule, :behavior, :placement, :anchor, :prorated, :method, :places, :groupKey,
            CAST(:customFields AS jsonb), :createdAt)
        ON CONFLICT (customer_id, id) DO UPDATE SET ending_before = excluded.ending_before,
            rounding_method = excluded.rounding_method, decimal_places = excluded.decimal_places,
            seat_group_key = excluded.seat_group_key
        """;
    // Changes are only ever added.
    private static final String ADD_CHANGES = """
        INSERT INTO subscription_change (customer_id, subscription_id, sequence, starting_at, kind, amount, seat_ids)
        SELECT :customer, :subscription, sequence, starting_at, kind, amount, seat_ids
          FROM jsonb_to_recordset(CAST(:changes AS jsonb)) AS given(
               sequence int, starting_at timestamptz, kind text, amount numeric, seat_ids text[])
        """;
    private static final String FORGET_SEATS =
            "DELETE FROM subscription_seat WHERE customer_id = :customer AND subscription_id = :subscription";
    private static final String SAVE_SEATS = """
        INSERT INTO subscription_seat (customer_id, subscription_id, seat_id, starting_at, ending_before)
        SELECT :customer, :subscription, seat_id, starting_at, ending_before
          FROM jsonb_to_recordset(CAST(:seats AS jsonb)) AS given(
               seat_id text, starting_at timestamptz, ending_before timestamptz)
        """;
    private static final String OF_CONTRACTS = """
        SELECT s.*,
               (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.sequence) FROM subscription_change c
                 WHERE c.customer_id = s.customer_id AND c.subscription_id = s.id) AS changes
          FROM subscription s
         WHERE (s.customer_id, s.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY s.contract_id, s.place
        """;

    /** A row of the changes, as it travels in JSON. */
    private record Row(
            int sequence, Instant startingAt, QuantityChange.Kind kind, BigDecimal amount, List<String> seatIds) {
        QuantityChange change() {
            return new QuantityChange(startingAt, kind, amount, seatIds);
        }
    }

    /** Of one who has a seat. */
    private record Assigned(
            String seatId, Instant startingAt, @Nullable Instant endingBefore) {}

    private final JdbcClient database;

    SubscriptionStore(JdbcClient database) {
        this.database = database;
    }

    /** @param before as it was stored; empty for a new one */
    void save(Contract.Ref contract, Subscription subscription, Optional<Subscription> before) {
        Subscription.Rounding rounding = subscription.proration().rounding();
        database.sql(SAVE)
                .param("customer", contract.customer().value())
                .param("id", subscription.id().value())
                .param("contract", contract.contract().value())
                .param("product", subscription.product().id().value())
                .param("frequency", subscription.product().frequency().name())
                .param("name", subscription.name())
                .param("description", subscription.description())
                .param("startingAt", Rows.at(subscription.startingAt()))
                .param("endingBefore", Rows.at(subscription.endingBefore()))
                .param("schedule", subscription.collection().schedule().name())
                .param("behavior", subscription.collection().increases().name())
                .param("placement", subscription.collection().placement().name())
                .param("anchor", Rows.at(subscription.collection().anchor()))
                .param("prorated", subscription.proration().isProrated())
                .param("method", rounding == null ? null : rounding.method().name())
                .param("places", rounding == null ? null : rounding.decimalPlaces())
                .param("groupKey", subscription.seatGroupKey())
                .param("customFields", Json.write(subscription.customFields()))
                .param("createdAt", Rows.at(subscription.createdAt()))
                .update();
        int known = before.map(old -> old.changes().size()).orElse(0);
        if (known < subscription.changes().size()) {
            addChanges(contract, subscription, known);
            saveSeats(contract, subscription);
        }
    }

    private void addChanges(Contract.Ref contract, Subscription subscription, int known) {
        List<Row> rows = new ArrayList<>();
        for (int sequence = known; sequence < subscription.changes().size(); sequence++) {
            QuantityChange change = subscription.changes().get(sequence);
            rows.add(new Row(sequence, change.startingAt(), change.kind(), change.amount(), change.seats()));
        }
        database.sql(ADD_CHANGES)
                .param("customer", contract.customer().value())
                .param("subscription", subscription.id().value())
                .param("changes", Json.write(rows))
                .update();
    }

    private void saveSeats(Contract.Ref contract, Subscription subscription) {
        if (!subscription.isSeatBased()) {
            return;
        }
        database.sql(FORGET_SEATS)
                .param("customer", contract.customer().value())
                .param("subscription", subscription.id().value())
                .update();
        database.sql(SAVE_SEATS)
                .param("customer", contract.customer().value())
                .param("subscription", subscription.id().value())
                .param("seats", Json.write(assigned(subscription.seats())))
                .update();
    }

    private static List<Assigned> assigned(SeatSchedule seats) {
        List<Assigned> all = new ArrayList<>();
        Map<String, Instant> since = new HashMap<>();
        for (Timeline.Segment<SeatSchedule.Seats> segment : seats.timeline().segments()) {
            Set<String> now = new HashSet<>(segment.value().assigned());
            since.entrySet().removeIf(one -> {
                boolean isOver = !now.contains(one.getKey());
                if (isOver) {
                    all.add(new Assigned(one.getKey(), one.getValue(), segment.from()));
                }
                return isOver;
            });
            now.forEach(seat -> since.putIfAbsent(seat, segment.from()));
        }
        since.forEach((seat, from) -> all.add(new Assigned(seat, from, null)));
        return all;
    }

    /** In the order in which they were added; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<Subscription>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, SubscriptionStore::read);
    }

    private static Subscription read(ResultSet row) throws SQLException {
        List<Row> changes = Json.MAPPER.readValue(Rows.text(row, "changes"), new TypeReference<>() {});
        return new Subscription(
                new SubscriptionId(Rows.uuid(row, "id")),
                new Subscription.Product(
                        new ProductId(Rows.uuid(row, "product_id")),
                        Frequency.valueOf(Rows.text(row, "billing_frequency"))),
                row.getString("name"),
                row.getString("description"),
                Rows.instant(row, "starting_at"),
                Rows.optionalInstant(row, "ending_before"),
                new Subscription.Collection(
                        Subscription.Schedule.valueOf(Rows.text(row, "collection_schedule")),
                        Subscription.InvoiceBehavior.valueOf(Rows.text(row, "invoice_behavior")),
                        Subscription.Placement.valueOf(Rows.text(row, "invoice_placement")),
                        Rows.optionalInstant(row, "anchor_date")),
                new Subscription.Proration(row.getBoolean("is_prorated"), rounding(row)),
                row.getString("seat_group_key"),
                changes.stream().map(Row::change).toList(),
                Json.readTexts(Rows.text(row, "custom_fields")),
                Rows.instant(row, "created_at"));
    }

    private static Subscription.@Nullable Rounding rounding(ResultSet row) throws SQLException {
        String method = row.getString("rounding_method");
        return method == null
                ? null
                : new Subscription.Rounding(Subscription.Rounding.Method.valueOf(method), row.getInt("decimal_places"));
    }
}
