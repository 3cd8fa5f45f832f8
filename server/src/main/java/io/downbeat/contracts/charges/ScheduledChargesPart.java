package io.downbeat.contracts.charges;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
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
import tools.jackson.databind.node.ObjectNode;

/** Scheduled charges: fixed products charged on named dates, single or recurring. */
public final class ScheduledChargesPart implements ContractPart<List<ScheduledCharge>> {
    private static final String CREATE = "scheduled_charges";
    private static final String ADD = "add_scheduled_charges";
    private static final String UPDATE = "update_scheduled_charges";
    private static final String ARCHIVE = "archive_scheduled_charges";

    private record ChargeView(
            UUID id,
            InvoiceScheduleView.Named product,
            InvoiceScheduleView schedule,
            @Nullable String name,
            Map<String, String> customFields,
            @Nullable Instant archivedAt,
            @Nullable String netsuiteSalesOrderId) {}

    private final ScheduledChargeRequests requests;
    private final ScheduledChargeStore store;
    private final Pricing pricing;

    ScheduledChargesPart(ScheduledChargeRequests requests, ScheduledChargeStore store, Pricing pricing) {
        this.requests = requests;
        this.store = store;
        this.pricing = pricing;
    }

    @Override
    public TermKind<List<ScheduledCharge>> kind() {
        return ScheduledCharge.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD, UPDATE, ARCHIVE);
    }

    /**
     * Refuses a product that is not a live FIXED one, an unknown credit type, and an item without a price, with a
     * negative one or outside the contract.
     */
    @Override
    public List<ScheduledCharge> create(Body body, Creation creation) {
        List<ScheduledCharge> read = new ArrayList<>();
        body.optionalObjects(CREATE).forEach(charge -> read.add(requests.read(charge, creation.contract())));
        return read;
    }

    /** Besides what {@link #create} refuses: a charge or item that the contract does not have, or that is archived. */
    @Override
    public Change<List<ScheduledCharge>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<ScheduledCharge> charges = new ArrayList<>(insideNewEnd(before, edit));
            body.optionalObjects(ARCHIVE).forEach(asked -> archive(charges, asked, edit));
            body.optionalObjects(UPDATE).forEach(asked -> update(charges, asked, edit));
            body.optionalObjects(ADD).forEach(asked -> add(charges, asked, edit));
            return List.copyOf(charges);
        };
    }

    /** An earlier end takes the charges behind it away; a later one does not bring them back. */
    private static List<ScheduledCharge> insideNewEnd(List<ScheduledCharge> charges, Edit edit) {
        Instant end = edit.after().contract().endingBefore();
        if (end == null || Objects.equals(end, edit.before().contract().endingBefore())) {
            return charges;
        }
        return charges.stream()
                .map(charge -> charge.endingBefore(end, edit.now()))
                .toList();
    }

    private static void archive(List<ScheduledCharge> charges, Body asked, Edit edit) {
        asked.knowsOnly(Set.of("id"));
        int place = place(charges, asked, "id");
        ScheduledCharge charge = charges.get(place);
        if (charge.archivedAt() != null) {
            throw asked.invalid("id", "this charge is archived already");
        }
        charges.set(place, charge.archived(edit.now()));
        edit.changes().withArray(ARCHIVE).addObject().put("id", charge.id().toString());
    }

    private void update(List<ScheduledCharge> charges, Body asked, Edit edit) {
        int place = place(charges, asked, "scheduled_charge_id");
        ScheduledCharge charge = charges.get(place);
        charges.set(place, requests.update(charge, asked, edit.after().contract()));
        ObjectNode entry = edit.changes().withArray(UPDATE).addObject();
        entry.put("id", charge.id().toString());
        // The published shape of the history has no null: a member that is null in the request changed nothing and is
        // left out.
        asked.json("invoice_schedule", Limits.BODY)
                .ifPresent(schedule -> entry.set("invoice_schedule", Json.asAnswered(schedule, Set.of("timestamp"))));
        if (asked.mentions(ScheduledChargeRequests.NETSUITE)) {
            entry.put(ScheduledChargeRequests.NETSUITE, charges.get(place).netsuiteSalesOrderId());
        }
    }

    private void add(List<ScheduledCharge> charges, Body asked, Edit edit) {
        ScheduledCharge charge = requests.read(asked, edit.after().contract());
        charges.add(charge);
        edit.changes()
                .withArray(ADD)
                .add(Json.MAPPER.<ObjectNode>valueToTree(view(charge, pricing.products(List.of(charge.product())))));
    }

    private static int place(List<ScheduledCharge> charges, Body asked, String field) {
        UUID id = asked.uuid(field);
        for (int i = 0; i < charges.size(); i++) {
            if (charges.get(i).id().equals(id)) {
                return i;
            }
        }
        throw asked.invalid(field, "the contract has no such scheduled charge");
    }

    @Override
    public void save(Contract was, Contract contract, List<ScheduledCharge> before, List<ScheduledCharge> after) {
        after.stream().filter(charge -> !before.contains(charge)).forEach(charge -> store.save(contract.ref(), charge));
    }

    @Override
    public Optional<String> table() {
        return Optional.of("scheduled_charge");
    }

    @Override
    public Map<ContractId, List<ScheduledCharge>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<ScheduledCharge>> view(Collection<List<ScheduledCharge>> terms) {
        Set<ProductId> ids = new HashSet<>();
        terms.forEach(charges -> charges.forEach(charge -> ids.add(charge.product())));
        Map<ProductId, Product> products = ids.isEmpty() ? Map.of() : pricing.products(ids);
        return (contract, charges, node, place) -> {
            if (place == Place.TERMS) {
                node.set(
                        CREATE,
                        Json.MAPPER.valueToTree(charges.stream()
                                .map(charge -> view(charge, products))
                                .toList()));
            }
        };
    }

    private static ChargeView view(ScheduledCharge charge, Map<ProductId, Product> products) {
        return new ChargeView(
                charge.id(),
                InvoiceScheduleView.Named.of(charge.product(), products),
                InvoiceScheduleView.of(charge.currency(), charge.items()),
                charge.name(),
                charge.customFields(),
                charge.archivedAt(),
                charge.netsuiteSalesOrderId());
    }
}
