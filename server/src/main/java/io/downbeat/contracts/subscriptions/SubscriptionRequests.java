package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.core.Frequency;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.RateForm;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads new subscriptions from requests. */
final class SubscriptionRequests {
    private static final String RATE = "subscription_rate";
    private static final Set<String> FIELDS = Set.of(
            "billing_cycle_config",
            "collection_schedule",
            "custom_fields",
            "description",
            "ending_before",
            "initial_quantity",
            "name",
            "proration",
            "quantity_management_mode",
            "seat_config",
            "starting_at",
            RATE,
            "temporary_id");
    static final int LONGEST_SEAT_ID = 128;
    private static final int MOST_PLACES = 5;
    private static final String QUANTITY = "initial_quantity";
    private static final String SEATS = "seat_config";
    private static final String ENDING_BEFORE = "ending_before";

    private final Pricing pricing;
    private final Ids ids;
    private final CustomFields fields;

    SubscriptionRequests(Pricing pricing, Ids ids, CustomFields fields) {
        this.pricing = pricing;
        this.ids = ids;
        this.fields = fields;
    }

    /** @param temporaryIds of what the same request adds */
    Subscription read(Body body, Contract contract, Instant now, TemporaryIds temporaryIds) {
        body.knowsOnly(FIELDS);
        Subscription.Product product = product(body, contract);
        Instant startingAt = startingAt(body, contract);
        Instant end = end(body, startingAt, contract);
        Body proration = body.object("proration");
        proration.knowsOnly(Set.of("invoice_behavior", "is_prorated", "rounding"));
        Subscription.Collection collection = collection(body, proration, startingAt);
        Subscription.QuantityMode mode = mode(body);
        return new Subscription(
                new SubscriptionId(temporaryIds.idOf(body).orElseGet(ids::next)),
                product,
                body.optionalText("name").orElse(null),
                body.optionalText("description").orElse(null),
                startingAt,
                end,
                collection,
                proration(proration),
                mode == Subscription.QuantityMode.SEAT_BASED ? groupKey(body.object(SEATS)) : null,
                initial(body, mode, startingAt),
                fields.read(body, CustomFieldEntity.SUBSCRIPTION),
                now);
    }

    private static Instant startingAt(Body body, Contract contract) {
        Instant startingAt = HourBoundary.optional(body, "starting_at").orElse(contract.startingAt());
        Instant last = contract.endingBefore();
        if (startingAt.isBefore(contract.startingAt()) || last != null && !startingAt.isBefore(last)) {
            throw body.invalid("starting_at", "must lie inside the contract");
        }
        return startingAt;
    }

    private static Subscription.Proration proration(Body proration) {
        return new Subscription.Proration(
                proration.flag("is_prorated", true),
                proration
                        .optionalObject("rounding")
                        .map(SubscriptionRequests::rounding)
                        .orElse(null));
    }

    /** Whether it is known who has a seat, and what goes with that. */
    private static Subscription.QuantityMode mode(Body body) {
        Subscription.QuantityMode mode = body.optionalOneOf("quantity_management_mode", Subscription.QuantityMode.class)
                .orElse(Subscription.QuantityMode.QUANTITY_ONLY);
        refuseOtherMode(body, mode);
        return mode;
    }

    /** A live SUBSCRIPTION product that the contract's rate card has a rate of. */
    private Subscription.Product product(Body body, Contract contract) {
        Body rate = body.object(RATE);
        rate.knowsOnly(Set.of("billing_frequency", "product_id"));
        ProductId id = new ProductId(rate.uuid("product_id"));
        Frequency frequency = RateForm.frequency(rate, "billing_frequency")
                .orElseThrow(() -> rate.invalid("billing_frequency", "is required"));
        Product product = pricing.product(id).orElseThrow(() -> rate.invalid("product_id", "no product has this id"));
        if (product.type() != ProductType.SUBSCRIPTION) {
            throw rate.invalid("product_id", "must be a SUBSCRIPTION product; this one is " + product.type());
        }
        if (product.archivedAt() != null) {
            throw rate.invalid("product_id", "this product is archived");
        }
        RateCardId card = contract.rateCard();
        if (card == null || !pricing.priceBook(card).hasSubscriptionRate(id, frequency)) {
            throw body.invalid(RATE, "the rate card has no " + frequency + " rate of this product");
        }
        return new Subscription.Product(id, frequency);
    }

    /** {@code ending_before}, which lies behind the start and not behind the contract's end. */
    static @Nullable Instant end(Body body, Instant startingAt, Contract contract) {
        Instant end = HourBoundary.end(body, ENDING_BEFORE, startingAt).orElse(null);
        Instant last = contract.endingBefore();
        if (end != null && last != null && end.isAfter(last)) {
            throw body.invalid(ENDING_BEFORE, "must not be after the contract's ending_before, " + Json.instant(last));
        }
        return end;
    }

    private static Subscription.Collection collection(Body body, Body proration, Instant startingAt) {
        Subscription.Schedule schedule = body.oneOf("collection_schedule", Subscription.Schedule.class);
        Subscription.InvoiceBehavior increases = proration
                .optionalOneOf("invoice_behavior", Subscription.InvoiceBehavior.class)
                .orElse(Subscription.InvoiceBehavior.BILL_ON_NEXT_COLLECTION_DATE);
        boolean isInAdvance = schedule == Subscription.Schedule.ADVANCE;
        if (!isInAdvance && increases == Subscription.InvoiceBehavior.BILL_IMMEDIATELY) {
            throw proration.invalid("invoice_behavior", "BILL_IMMEDIATELY needs collection_schedule ADVANCE");
        }
        Optional<Body> cycle = body.optionalObject("billing_cycle_config");
        Instant anchor =
                cycle.flatMap(given -> anchor(given, isInAdvance, startingAt)).orElse(null);
        return new Subscription.Collection(
                schedule,
                increases,
                cycle.flatMap(given -> given.optionalOneOf("invoice_placement", Subscription.Placement.class))
                        .orElse(Subscription.Placement.ON_USAGE_INVOICE),
                anchor);
    }

    private static Optional<Instant> anchor(Body cycle, boolean isInAdvance, Instant startingAt) {
        cycle.knowsOnly(Set.of("anchor_date", "invoice_placement"));
        Optional<Instant> anchor = HourBoundary.optional(cycle, "anchor_date");
        if (anchor.isPresent() && !isInAdvance) {
            throw cycle.invalid("anchor_date", "needs collection_schedule ADVANCE");
        }
        if (anchor.filter(date -> date.isAfter(startingAt)).isPresent()) {
            throw cycle.invalid("anchor_date", "must not be after the subscription's starting_at");
        }
        return anchor;
    }

    static Subscription.Rounding rounding(Body body) {
        body.knowsOnly(Set.of("decimal_places", "rounding_method"));
        return new Subscription.Rounding(
                body.oneOf("rounding_method", Subscription.Rounding.Method.class),
                body.integer("decimal_places", -MOST_PLACES, MOST_PLACES));
    }

    private static void refuseOtherMode(Body body, Subscription.QuantityMode mode) {
        boolean isSeatBased = mode == Subscription.QuantityMode.SEAT_BASED;
        String needed = isSeatBased ? SEATS : QUANTITY;
        String other = isSeatBased ? QUANTITY : SEATS;
        if (body.has(other)) {
            throw body.invalid(other, "not with " + mode);
        }
        if (!body.has(needed)) {
            throw body.invalid(needed, "required with " + mode);
        }
    }

    static String groupKey(Body seats) {
        return seats.text("seat_group_key", 1, LONGEST_SEAT_ID);
    }

    private static List<QuantityChange> initial(Body body, Subscription.QuantityMode mode, Instant startingAt) {
        if (mode == Subscription.QuantityMode.QUANTITY_ONLY) {
            return List.of(QuantityChange.of(startingAt, QuantityChange.Kind.SET, notNegative(body, QUANTITY)));
        }
        Body seats = body.object(SEATS);
        seats.knowsOnly(Set.of("initial_seat_ids", "initial_unassigned_seats", "seat_group_key"));
        List<String> assigned = seatIds(seats, "initial_seat_ids");
        BigDecimal unassigned =
                BigDecimal.valueOf(seats.optionalInteger("initial_unassigned_seats", 0, Integer.MAX_VALUE)
                        .orElse(0));
        List<QuantityChange> changes = new ArrayList<>();
        changes.add(QuantityChange.of(
                startingAt, QuantityChange.Kind.SET, unassigned.add(BigDecimal.valueOf(assigned.size()))));
        if (!assigned.isEmpty()) {
            changes.add(QuantityChange.of(startingAt, QuantityChange.Kind.ADD_SEATS, assigned));
        }
        return changes;
    }

    /** Each once. */
    static List<String> seatIds(Body body, String field) {
        return body
                .optionalTexts(field, Limits.ITEMS, 1, LONGEST_SEAT_ID)
                .orElseThrow(() -> body.invalid(field, "is required"))
                .stream()
                .distinct()
                .toList();
    }

    static BigDecimal notNegative(Body body, String field) {
        BigDecimal value = body.decimal(field);
        if (value.signum() < 0) {
            throw body.invalid(field, "must not be negative");
        }
        return value;
    }
}
