package io.downbeat.contracts.amendments;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.EditContract;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.HourBoundary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** {@code v1/contracts/amend}: an edit that only adds, by the same way as {@code v2/contracts/edit}. */
final class AmendContract {
    /** What can be added, with the words that an edit has for it. */
    private static final Map<String, String> TERMS = Map.of(
            "commits", "add_commits",
            "credits", "add_credits",
            "discounts", "add_discounts",
            "overrides", "add_overrides",
            "professional_services", "add_professional_services",
            "reseller_royalties", "add_reseller_royalties",
            "scheduled_charges", "add_scheduled_charges");

    private static final String STARTING_AT = "starting_at";
    private static final Set<String> UNBUILT =
            Set.of("custom_fields", "netsuite_sales_order_id", "salesforce_opportunity_id", "total_contract_value");

    private final EditContract edits;
    private final Ids ids;

    AmendContract(EditContract edits, Ids ids) {
        this.edits = edits;
        this.ids = ids;
    }

    /**
     * Amends the contract that a request names, and answers the amendment's id.
     *
     * @throws io.downbeat.platform.http.Refused with nothing changed, if there is no such customer or contract (404), the
     *     contract is archived, nothing is added, the amendment would start inside an hour or outside the contract, or an
     *     edit would refuse what is added
     */
    UUID amend(Body body) {
        requireKnown(body);
        var contract =
                new Contract.Ref(new CustomerId(body.uuid("customer_id")), new ContractId(body.uuid("contract_id")));
        Instant startingAt = HourBoundary.required(body, STARTING_AT);
        UUID id = ids.next();
        edits.amend(
                body.renamed(TERMS),
                contract,
                Amendment.KIND,
                (before, edit, added) -> {
                    InvoiceSchedules.Dates.inside(edit.before().contract(), "an amendment")
                            .require(startingAt, body, STARTING_AT);
                    List<Amendment> amendments = new ArrayList<>(before);
                    amendments.add(new Amendment(id, startingAt, edit.now(), kept(added)));
                    return List.copyOf(amendments);
                },
                edit -> change(edit, id));
        return id;
    }

    private static void requireKnown(Body body) {
        body.refuseUnbuilt(UNBUILT.stream().sorted().toArray(String[]::new));
        Set<String> known = new HashSet<>(TERMS.keySet());
        known.addAll(UNBUILT);
        known.addAll(Set.of("contract_id", "customer_id", STARTING_AT));
        body.knowsOnly(known);
    }

    /** Written and read once, so that the answer shows the terms in the very form that is kept. */
    private static ObjectNode kept(ObjectNode added) {
        return (ObjectNode) Json.read(Json.write(added.retain(TERMS.keySet())));
    }

    private static Change change(ContractPart.Edit made, UUID id) {
        Contract contract = made.after().contract();
        return Change.of("amend_contract", "contract", contract.id())
                .ofCustomer(contract.customer().value())
                .to(Map.of(
                        "amendment_id",
                        id,
                        "edit_id",
                        made.id(),
                        "edited",
                        made.changes().propertyNames()));
    }
}
