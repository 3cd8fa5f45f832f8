package io.downbeat.contracts.charges;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads from requests on which dates how much is charged: item by item or recurring, and changes of that. Scheduled charges,
 * discounts and the payments of commits are agreed in these words.
 */
public final class InvoiceSchedules {
    private static final Set<String> PRICE = Set.of("timestamp", "amount", "quantity", "unit_price");

    /** Refuses a date on which nothing can be charged, naming the field of the body that has it. */
    @FunctionalInterface
    public interface Dates {
        void require(Instant timestamp, Body body, String field);

        /**
         * What lies outside its contract would be on no invoice; the contract's end is outside.
         *
         * @param what is dated, such as "a charge"
         */
        static Dates inside(Contract contract, String what) {
            Instant end = contract.endingBefore();
            return (timestamp, body, field) -> {
                if (timestamp.isBefore(contract.startingAt()) || end != null && !timestamp.isBefore(end)) {
                    throw body.invalid(
                            field,
                            what + " must lie inside its contract: at or after its starting_at, "
                                    + Json.instant(contract.startingAt())
                                    + (end == null ? "" : ", and before its ending_before, " + Json.instant(end)));
                }
            };
        }
    }

    private final Pricing pricing;
    private final Ids ids;

    InvoiceSchedules(Pricing pricing, Ids ids) {
        this.pricing = pricing;
        this.ids = ids;
    }

    /**
     * {@code credit_type_id} of what is invoiced; US dollars in cents if left out.
     *
     * @throws io.downbeat.platform.http.Refused if it is no currency
     */
    public CreditType currency(Body body) {
        CreditType currency = unit(body);
        if (!currency.isCurrency()) {
            throw body.invalid(
                    "credit_type_id", currency.name() + " is a custom pricing unit; what is invoiced is in a currency");
        }
        return currency;
    }

    /** {@code credit_type_id}, which may be a custom unit; US dollars in cents if left out. */
    public CreditType unit(Body body) {
        return body.optionalUuid("credit_type_id")
                .map(id -> pricing.creditType(id)
                        .orElseThrow(() -> body.invalid("credit_type_id", "no credit type has this id")))
                .orElse(CreditType.USD_CENTS);
    }

    /** {@code schedule_items}, or a {@code recurring_schedule} as the items it comes to, in the order of their dates. */
    public List<ScheduledCharge.Item> items(Body schedule, CreditType currency, Dates dates) {
        Optional<Body> recurring = schedule.optionalObject("recurring_schedule");
        List<Body> single = schedule.optionalObjects("schedule_items");
        if (recurring.isPresent() == !single.isEmpty()) {
            throw schedule.invalid("schedule_items", "give either schedule_items or a recurring_schedule");
        }
        List<ScheduledCharge.Item> items = recurring
                .map(body -> recurring(body).items(currency, ids::next))
                .orElseGet(() -> single.stream().map(body -> item(body, dates)).toList());
        if (items.size() > RecurringCharge.MAX_ITEMS) {
            throw schedule.invalid("schedule_items", "a charge has at most " + RecurringCharge.MAX_ITEMS + " items");
        }
        recurring.ifPresent(body -> {
            dates.require(items.getFirst().timestamp(), body, "starting_at");
            dates.require(items.getLast().timestamp(), body, "ending_before");
        });
        return inOrder(items);
    }

    /** The items after {@code remove_schedule_items}, {@code update_schedule_items} and {@code add_schedule_items}. */
    public List<ScheduledCharge.Item> edited(List<ScheduledCharge.Item> before, Body schedule, Dates dates) {
        schedule.knowsOnly(Set.of("add_schedule_items", "remove_schedule_items", "update_schedule_items"));
        List<ScheduledCharge.Item> items = new ArrayList<>(before);
        for (Body removed : schedule.optionalObjects("remove_schedule_items")) {
            removed.knowsOnly(Set.of("id"));
            items.remove(find(items, removed));
        }
        for (Body updated : schedule.optionalObjects("update_schedule_items")) {
            ScheduledCharge.Item old = find(items, updated);
            items.set(items.indexOf(old), updated(old, updated, dates));
        }
        for (Body added : schedule.optionalObjects("add_schedule_items")) {
            items.add(item(added, dates));
        }
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

    private ScheduledCharge.Item item(Body body, Dates dates) {
        body.knowsOnly(PRICE);
        Instant timestamp = body.instant("timestamp");
        dates.require(timestamp, body, "timestamp");
        return new ScheduledCharge.Item(ids.next(), timestamp, price(body));
    }

    private static ScheduledCharge.Item updated(ScheduledCharge.Item old, Body body, Dates dates) {
        body.knowsOnly(Set.of("id", "timestamp", "amount", "quantity", "unit_price"));
        Instant timestamp = body.optionalInstant("timestamp").orElse(old.timestamp());
        dates.require(timestamp, body, "timestamp");
        if (body.has("amount")) {
            return new ScheduledCharge.Item(old.id(), timestamp, price(body));
        }
        ScheduledCharge.Price price = new ScheduledCharge.Price(
                notNegative(body, "unit_price").orElse(old.unitPrice()),
                notNegative(body, "quantity").orElse(old.quantity()));
        return new ScheduledCharge.Item(old.id(), timestamp, price);
    }

    /** An amount, which is a unit price for a quantity of one, or both of them, or all three if they agree. */
    private static ScheduledCharge.Price price(Body body) {
        Optional<BigDecimal> amount = notNegative(body, "amount");
        Optional<BigDecimal> unitPrice = notNegative(body, "unit_price");
        Optional<BigDecimal> quantity = notNegative(body, "quantity");
        if (amount.isPresent() && unitPrice.isEmpty() && quantity.isEmpty()) {
            return new ScheduledCharge.Price(amount.get(), BigDecimal.ONE);
        }
        if (unitPrice.isEmpty() || quantity.isEmpty()) {
            throw body.invalid("amount", "give either an amount, or a unit_price and a quantity");
        }
        ScheduledCharge.Price price = new ScheduledCharge.Price(unitPrice.get(), quantity.get());
        if (amount.filter(given -> given.compareTo(price.amount()) != 0).isPresent()) {
            throw body.invalid("amount", "must equal unit_price x quantity");
        }
        return price;
    }

    private static Optional<BigDecimal> notNegative(Body body, String field) {
        Optional<BigDecimal> value = body.optionalDecimal(field);
        if (value.filter(number -> number.signum() < 0).isPresent()) {
            throw body.invalid(field, "must not be negative");
        }
        return value;
    }

    private static ScheduledCharge.Item find(List<ScheduledCharge.Item> items, Body body) {
        UUID id = body.uuid("id");
        return items.stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow(() -> body.invalid("id", "no such item"));
    }

    private static List<ScheduledCharge.Item> inOrder(List<ScheduledCharge.Item> items) {
        return items.stream()
                .sorted(Comparator.comparing(ScheduledCharge.Item::timestamp).thenComparing(ScheduledCharge.Item::id))
                .toList();
    }
}
