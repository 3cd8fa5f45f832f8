package io.downbeat.delivery.audit;

import io.downbeat.delivery.Account;
import io.downbeat.delivery.audit.Difference.Kind;
import io.downbeat.delivery.metering.MeterRoad;
import io.downbeat.platform.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Our accepted meter slots against what a marketplace shows for each buyer, hour by hour or day by day. What was metered
 * cannot be taken back or sent twice, so every difference is told to a person.
 */
class MeterReconciliation {
    /** A marketplace shows what it took with a delay of hours. */
    private static final Duration QUIET = Duration.ofDays(1);

    private static final String BUYERS = """
        SELECT DISTINCT ON (c.buyer_key, m.dimension) c.region, c.batch_key, c.buyer_key, c.keys, m.dimension
        FROM metered_configuration c JOIN meter_slot m ON m.configuration_id = c.configuration_id
        WHERE c.delivery_method_id = :method AND m.hour >= :from AND m.hour < :until
        ORDER BY c.buyer_key, m.dimension, c.configuration_id
        """;
    private static final String SLOTS = """
        SELECT hour, quantity, state FROM meter_slot
        WHERE buyer_key = :buyer AND dimension = :dimension AND hour >= :from AND hour < :until ORDER BY hour
        """;

    /** @param why it could not be asked, or not all of it */
    record Compared(UUID account, boolean asked, @Nullable String why, long checked, List<Difference> differences) {}

    record Slot(Instant hour, long quantity, String state) {}

    private record BuyersDimension(MeterRoad.Buyer buyer, String dimension) {}

    private final JdbcClient database;
    private final List<MeterRoad> roads;
    private final InstantSource clock;

    MeterReconciliation(JdbcClient database, List<MeterRoad> roads, InstantSource clock) {
        this.database = database;
        this.roads = List.copyOf(roads);
        this.clock = clock;
    }

    boolean isMetered(Account account) {
        return road(account).isPresent();
    }

    private Optional<MeterRoad> road(Account account) {
        return roads.stream()
                .filter(road -> road.leadsTo(account.provider(), account.method()))
                .findFirst();
    }

    Compared compare(Account account, Instant from, Instant until) {
        MeterRoad road = road(account).orElseThrow();
        Instant settled = clock.instant().minus(QUIET);
        Instant end = until.isBefore(settled) ? until : settled;
        List<Difference> found = new ArrayList<>();
        long checked = 0;
        boolean asked = false;
        String why = null;
        for (BuyersDimension each : buyers(account, from, end)) {
            switch (road.readBack(each.buyer, each.dimension, from, end)) {
                case MeterRoad.Readback.Shown(List<MeterRoad.Stretch> stretches) -> {
                    asked = true;
                    List<Slot> slots = slots(each, from.minus(QUIET), end.plus(QUIET));
                    checked += slots.stream()
                            .filter(slot -> isIn(slot.hour, from, end))
                            .count();
                    found.addAll(
                            differences(account.key(), each.buyer.address().buyerKey(), slots, stretches, from, end));
                }
                case MeterRoad.Readback.CannotAsk(String reason) -> why = reason;
                case MeterRoad.Readback.Failed(String reason) -> why = "the question failed: " + reason;
            }
        }
        return new Compared(
                account.deliveryMethod().value(),
                asked,
                why == null && !asked ? "nothing was metered through it in this time" : why,
                checked,
                found);
    }

    private static boolean isIn(Instant hour, Instant from, Instant until) {
        return !hour.isBefore(from) && hour.isBefore(until);
    }

    /** Pure. A stretch with an open slot in it is not judged: its record may be on its way. */
    static List<Difference> differences(
            String account,
            String buyer,
            List<Slot> slots,
            List<MeterRoad.Stretch> stretches,
            Instant from,
            Instant until) {
        List<Difference> found = new ArrayList<>();
        List<Slot> left = new ArrayList<>(slots);
        for (MeterRoad.Stretch stretch : stretches) {
            List<Slot> inside = slots.stream()
                    .filter(slot -> isIn(slot.hour, stretch.from(), stretch.until()))
                    .toList();
            left.removeAll(inside);
            if (stretch.from().isBefore(until) && inside.stream().noneMatch(MeterReconciliation::isOpen)) {
                long ours = confirmed(inside);
                if (ours != stretch.quantity()) {
                    found.add(Difference.of(
                            ours == 0 ? Kind.EXTRA_THERE : Kind.DIFFERENT_AMOUNT,
                            account,
                            null,
                            null,
                            stretch.reference(),
                            "buyer " + buyer + ", " + stretch.from() + " to " + stretch.until() + ": we metered " + ours
                                    + " cents, the marketplace shows " + stretch.quantity()));
                }
            }
        }
        left.stream()
                .filter(slot -> slot.state.equals("CONFIRMED") && isIn(slot.hour, from, until))
                .forEach(slot -> found.add(Difference.of(
                                Kind.MISSING_THERE,
                                account,
                                null,
                                null,
                                null,
                                "buyer " + buyer + ", hour " + slot.hour + ": we metered " + slot.quantity
                                        + " cents, the marketplace shows nothing")
                        .forAPerson()));
        return found;
    }

    private static boolean isOpen(Slot slot) {
        return switch (slot.state) {
            case "CONFIRMED", "REJECTED", "EXPIRED" -> false;
            default -> true;
        };
    }

    private static long confirmed(List<Slot> slots) {
        return slots.stream()
                .filter(slot -> slot.state.equals("CONFIRMED"))
                .mapToLong(Slot::quantity)
                .sum();
    }

    private List<BuyersDimension> buyers(Account account, Instant from, Instant until) {
        return database.sql(BUYERS)
                .param("method", account.deliveryMethod().value())
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) -> {
                    Map<String, String> keys = new LinkedHashMap<>();
                    Json.read(Rows.text(row, "keys"))
                            .properties()
                            .forEach(
                                    key -> keys.put(key.getKey(), key.getValue().asString()));
                    var address = new MeterRoad.Address(
                            Rows.text(row, "region"), Rows.text(row, "batch_key"), Rows.text(row, "buyer_key"));
                    return new BuyersDimension(
                            new MeterRoad.Buyer(account.deliveryMethod(), address, keys), Rows.text(row, "dimension"));
                })
                .list();
    }

    private List<Slot> slots(BuyersDimension of, Instant from, Instant until) {
        return database.sql(SLOTS)
                .param("buyer", of.buyer.address().buyerKey())
                .param("dimension", of.dimension)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) ->
                        new Slot(Rows.instant(row, "hour"), row.getLong("quantity"), Rows.text(row, "state")))
                .list();
    }
}
