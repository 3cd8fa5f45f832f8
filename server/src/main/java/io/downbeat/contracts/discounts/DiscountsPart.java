package io.downbeat.contracts.discounts;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.charges.FixedProducts;
import io.downbeat.contracts.charges.InvoiceScheduleView;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Discounts: amounts taken off the invoices of named dates. They are added; the API has no way to change one. */
public final class DiscountsPart implements ContractPart<List<Discount>> {
    private static final String CREATE = "discounts";
    private static final String ADD = "add_discounts";

    private record DiscountView(
            UUID id,
            InvoiceScheduleView.Named product,
            InvoiceScheduleView schedule,
            @Nullable String name,
            Map<String, String> customFields,
            @Nullable String netsuiteSalesOrderId) {}

    private final FixedProducts products;
    private final InvoiceSchedules schedules;
    private final DiscountStore store;
    private final Pricing pricing;
    private final CustomFields fields;
    private final Ids ids;

    DiscountsPart(
            FixedProducts products,
            InvoiceSchedules schedules,
            DiscountStore store,
            Pricing pricing,
            CustomFields fields,
            Ids ids) {
        this.products = products;
        this.schedules = schedules;
        this.store = store;
        this.pricing = pricing;
        this.fields = fields;
        this.ids = ids;
    }

    @Override
    public TermKind<List<Discount>> kind() {
        return Discount.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD);
    }

    /**
     * Refuses a product that is not a live FIXED one, an unknown credit type, and an item without an amount, with a
     * negative one or outside the contract.
     */
    @Override
    public List<Discount> create(Body body, Creation creation) {
        return read(body, CREATE, creation.contract());
    }

    /** Refuses what {@link #create} refuses. An earlier end takes away what is not due yet. */
    @Override
    public Change<List<Discount>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<Discount> discounts = new ArrayList<>(insideNewEnd(before, edit));
            List<Discount> added = read(body, ADD, edit.after().contract());
            if (!added.isEmpty()) {
                discounts.addAll(added);
                edit.changes().withArray(ADD).addAll(views(added, named(added)));
            }
            return List.copyOf(discounts);
        };
    }

    private List<Discount> read(Body request, String list, Contract contract) {
        return request.optionalObjects(list).stream()
                .map(body -> read(body, contract))
                .toList();
    }

    private Discount read(Body body, Contract contract) {
        body.knowsOnly(Set.of("product_id", "schedule", "name", "custom_fields", "netsuite_sales_order_id"));
        ProductId product = products.read(body);
        Body schedule = body.object("schedule");
        schedule.knowsOnly(Set.of("credit_type_id", "do_not_invoice", "recurring_schedule", "schedule_items"));
        if (schedule.flag("do_not_invoice", false)) {
            throw schedule.invalid("do_not_invoice", "is for what commits are paid by; leave it out");
        }
        CreditType currency = schedules.currency(schedule);
        return new Discount(
                ids.next(),
                product,
                body.optionalText("name").orElse(null),
                currency,
                schedules.items(schedule, currency, InvoiceSchedules.Dates.inside(contract, "a discount")),
                fields.read(body, CustomFieldEntity.DISCOUNT),
                body.optionalText("netsuite_sales_order_id").orElse(null));
    }

    /** A later end does not bring back what an earlier one took away. */
    private static List<Discount> insideNewEnd(List<Discount> discounts, Edit edit) {
        Instant end = edit.after().contract().endingBefore();
        if (end == null || Objects.equals(end, edit.before().contract().endingBefore())) {
            return discounts;
        }
        return discounts.stream()
                .map(discount -> discount.endingBefore(end, edit.now()))
                .toList();
    }

    /** A discount keeps its place among the contract's for ever, because none is ever taken away. */
    @Override
    public void save(Contract was, Contract contract, List<Discount> before, List<Discount> after) {
        for (int place = 0; place < after.size(); place++) {
            Discount discount = after.get(place);
            if (place >= before.size()) {
                store.add(contract.ref(), place, discount);
            } else if (!discount.equals(before.get(place))) {
                store.keepItems(contract.ref(), discount);
            }
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("discount");
    }

    @Override
    public Map<ContractId, List<Discount>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<Discount>> view(Collection<List<Discount>> terms) {
        Map<ProductId, Product> named =
                named(terms.stream().flatMap(List::stream).toList());
        return (contract, discounts, node, place) -> {
            if (place == Place.TERMS) {
                node.set(CREATE, views(discounts, named));
            }
        };
    }

    private Map<ProductId, Product> named(Collection<Discount> discounts) {
        Set<ProductId> named = new HashSet<>();
        discounts.forEach(discount -> named.add(discount.product()));
        return named.isEmpty() ? Map.of() : pricing.products(named);
    }

    private static ArrayNode views(List<Discount> discounts, Map<ProductId, Product> products) {
        ArrayNode views = Json.MAPPER.createArrayNode();
        discounts.forEach(discount -> views.add(Json.MAPPER.<ObjectNode>valueToTree(new DiscountView(
                discount.id(),
                InvoiceScheduleView.Named.of(discount.product(), products),
                InvoiceScheduleView.of(discount.currency(), discount.items()),
                discount.name(),
                discount.customFields(),
                discount.netsuiteSalesOrderId()))));
        return views;
    }
}
