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
    private static final String NETSUITE = "netsuite_sales_order_id";
    private static final String SALESFORCE = "salesforce_opportunity_id";
    private static final String VALUE = "total_contract_value";
    private static final Set<String> SALE = Set.of(NETSUITE, SALESFORCE, VALUE);
    private static final String CUSTOM_FIELDS = "custom_fields";

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
        ObjectNode references = references(body);
        UUID id = ids.next();
        edits.amend(
                body.renamed(TERMS),
                contract,
                Amendment.KIND,
                (before, edit, added) -> {
                    InvoiceSchedules.Dates.inside(edit.before().contract(), "an amendment")
                            .require(startingAt, body, STARTING_AT);
                    List<Amendment> amendments = new ArrayList<>(before);
                    amendments.add(new Amendment(id, startingAt, edit.now(), kept(added, references)));
                    return List.copyOf(amendments);
                },
                edit -> change(edit, id));
        return id;
    }

    private static void requireKnown(Body body) {
        Set<String> known = new HashSet<>(TERMS.keySet());
        known.addAll(SALE);
        known.addAll(Set.of("contract_id", "customer_id", CUSTOM_FIELDS, STARTING_AT));
        body.knowsOnly(known);
        body.refuse(CUSTOM_FIELDS, "an amendment shows none; give them to what it adds, or to the contract");
    }

    /** Where the amendment was sold, which is kept as it was given and decides nothing. */
    private static ObjectNode references(Body body) {
        ObjectNode references = Json.MAPPER.createObjectNode();
        body.optionalText(NETSUITE).ifPresent(id -> references.put(NETSUITE, id));
        body.optionalText(SALESFORCE).ifPresent(id -> references.put(SALESFORCE, id));
        body.optionalDecimal(VALUE).ifPresent(value -> references.put(VALUE, value));
        return references;
    }

    /** Written and read once, so that the answer shows the terms in the very form that is kept. */
    private static ObjectNode kept(ObjectNode added, ObjectNode references) {
        ObjectNode all = added.retain(TERMS.keySet()).setAll(references);
        return (ObjectNode) Json.read(Json.write(all));
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
