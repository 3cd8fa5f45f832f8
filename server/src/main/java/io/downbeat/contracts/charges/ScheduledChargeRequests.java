package io.downbeat.contracts.charges;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads scheduled charges, and changes of them, from requests. */
final class ScheduledChargeRequests {
    private final FixedProducts products;
    private final Ids ids;

    ScheduledChargeRequests(FixedProducts products, Ids ids) {
        this.products = products;
        this.ids = ids;
    }

    /** A new charge of {@code scheduled_charges} or {@code add_scheduled_charges}. */
    ScheduledCharge read(Body body, Contract contract) {
        body.knowsOnly(Set.of("product_id", "schedule", "name", "custom_fields", "netsuite_sales_order_id"));
        body.refuseUnbuilt("netsuite_sales_order_id");
        ProductId product = products.read(body);
        Body schedule = body.object("schedule");
        schedule.knowsOnly(Set.of("credit_type_id", "do_not_invoice", "recurring_schedule", "schedule_items"));
        if (schedule.flag("do_not_invoice", false)) {
            throw Refused.unbuilt(schedule.path("do_not_invoice"));
        }
        CreditType currency = products.currency(schedule);
        return new ScheduledCharge(
                ids.next(),
                product,
                body.optionalText("name").orElse(null),
                currency,
                items(schedule, currency, contract),
                null,
                body.customFields());
    }

    /** The charge as an item of {@code update_scheduled_charges} leaves it. */
    ScheduledCharge update(ScheduledCharge charge, Body body, Contract contract) {
        body.knowsOnly(Set.of("scheduled_charge_id", "invoice_schedule", "netsuite_sales_order_id"));
        body.refuseUnbuilt("netsuite_sales_order_id");
        if (charge.archivedAt() != null) {
            throw body.invalid("scheduled_charge_id", "this charge is archived");
        }
        Body schedule = body.object("invoice_schedule");
        schedule.knowsOnly(Set.of("add_schedule_items", "remove_schedule_items", "update_schedule_items"));
        List<ScheduledCharge.Item> items = new ArrayList<>(charge.items());
        for (Body removed : schedule.optionalObjects("remove_schedule_items")) {
            removed.knowsOnly(Set.of("id"));
            items.remove(find(items, removed));
        }
        for (Body updated : schedule.optionalObjects("update_schedule_items")) {
            ScheduledCharge.Item old = find(items, updated);
            items.set(items.indexOf(old), updated(old, updated, contract));
        }
        for (Body added : schedule.optionalObjects("add_schedule_items")) {
            items.add(item(added, contract));
        }
        return charge.withItems(inOrder(items));
    }

    private List<ScheduledCharge.Item> items(Body schedule, CreditType currency, Contract contract) {
        Optional<Body> recurring = schedule.optionalObject("recurring_schedule");
        List<Body> single = schedule.optionalObjects("schedule_items");
        if (recurring.isPresent() == !single.isEmpty()) {
            throw schedule.invalid("schedule_items", "give either schedule_items or a recurring_schedule");
        }
        List<ScheduledCharge.Item> items = recurring
                .map(body -> recurring(body).items(currency, ids::next))
                .orElseGet(
                        () -> single.stream().map(body -> item(body, contract)).toList());
        if (items.size() > RecurringCharge.MAX_ITEMS) {
            throw schedule.invalid("schedule_items", "a charge has at most " + RecurringCharge.MAX_ITEMS + " items");
        }
        recurring.ifPresent(body -> {
            requireInside(items.getFirst().timestamp(), body, "starting_at", contract);
            requireInside(items.getLast().timestamp(), body, "ending_before", contract);
        });
        return inOrder(items);
    }

    private static RecurringCharge recurring(Body body) {
        body.knowsOnly(Set.of(
                "starting_at",
                "ending_before",
                "frequency",
                "amount_distribution",
                "amount",
                "quantity",
                "unit_price"));
        Instant startingAt = body.instant("starting_at");
        Instant endingBefore = body.instant("ending_before");
        if (!startingAt.isBefore(endingBefore)) {
            throw body.invalid("ending_before", "must be after starting_at");
        }
        return new RecurringCharge(
                startingAt,
                endingBefore,
                body.oneOf("frequency", RecurringCharge.Frequency.class),
                body.oneOf("amount_distribution", RecurringCharge.Distribution.class),
                price(body));
    }

    private ScheduledCharge.Item item(Body body, Contract contract) {
        body.knowsOnly(Set.of("timestamp", "amount", "quantity", "unit_price"));
        Instant timestamp = body.instant("timestamp");
        requireInside(timestamp, body, "timestamp", contract);
        return new ScheduledCharge.Item(ids.next(), timestamp, price(body));
    }

    private static ScheduledCharge.Item updated(ScheduledCharge.Item old, Body body, Contract contract) {
        body.knowsOnly(Set.of("id", "timestamp", "amount", "quantity", "unit_price"));
        Instant timestamp = body.optionalInstant("timestamp").orElse(old.timestamp());
        requireInside(timestamp, body, "timestamp", contract);
        if (body.has("amount")) {
            return new ScheduledCharge.Item(old.id(), timestamp, price(body));
        }
        ScheduledCharge.Price price = new ScheduledCharge.Price(
                notNegative(body, "unit_price").orElse(old.unitPrice()),
                notNegative(body, "quantity").orElse(old.quantity()));
        return new ScheduledCharge.Item(old.id(), timestamp, price);
    }

    /** An amount, which is a unit price for a quantity of one, or both of them. */
    private static ScheduledCharge.Price price(Body body) {
        Optional<BigDecimal> amount = notNegative(body, "amount");
        Optional<BigDecimal> unitPrice = notNegative(body, "unit_price");
        Optional<BigDecimal> quantity = notNegative(body, "quantity");
        if (amount.isPresent() && unitPrice.isEmpty() && quantity.isEmpty()) {
            return new ScheduledCharge.Price(amount.get(), BigDecimal.ONE);
        }
        if (amount.isEmpty() && unitPrice.isPresent() && quantity.isPresent()) {
            return new ScheduledCharge.Price(unitPrice.get(), quantity.get());
        }
        throw body.invalid("amount", "give either an amount, or a unit_price and a quantity");
    }

    private static Optional<BigDecimal> notNegative(Body body, String field) {
        Optional<BigDecimal> value = body.optionalDecimal(field);
        if (value.filter(number -> number.signum() < 0).isPresent()) {
            throw body.invalid(field, "must not be negative");
        }
        return value;
    }

    /** A charge outside its contract would be billed by no invoice; the contract's end is outside. */
    private static void requireInside(Instant timestamp, Body body, String field, Contract contract) {
        Instant end = contract.endingBefore();
        if (timestamp.isBefore(contract.startingAt()) || end != null && !timestamp.isBefore(end)) {
            throw body.invalid(
                    field,
                    "a charge must lie inside its contract: at or after its starting_at, "
                            + Json.instant(contract.startingAt())
                            + (end == null ? "" : ", and before its ending_before, " + Json.instant(end)));
        }
    }

    private static ScheduledCharge.Item find(List<ScheduledCharge.Item> items, Body body) {
        UUID id = body.uuid("id");
        return items.stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow(() -> body.invalid("id", "the charge has no item with this id"));
    }

    private static List<ScheduledCharge.Item> inOrder(List<ScheduledCharge.Item> items) {
        return items.stream()
                .sorted(Comparator.comparing(ScheduledCharge.Item::timestamp).thenComparing(ScheduledCharge.Item::id))
                .toList();
    }
}
