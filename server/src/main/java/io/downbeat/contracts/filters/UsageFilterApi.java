package io.downbeat.contracts.filters;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.EditContract;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.usage.UsageFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sets the usage filter of a contract from a moment on. */
@RestController
@RequestMapping("/v1/contracts")
final class UsageFilterApi {
    /** Each may part every line of its period. */
    private static final int MOST_FILTERS = 400;

    private final Customers customers;
    private final Contracts contracts;
    private final EditContract edits;
    private final UsageFilterRequests requests;

    UsageFilterApi(Customers customers, Contracts contracts, EditContract edits, UsageFilterRequests requests) {
        this.customers = customers;
        this.contracts = contracts;
        this.edits = edits;
        this.requests = requests;
    }

    /**
     * An edit of the contract under its lock, kept in its history. Invoices that are finalized stay as they are. Refused, with
     * nothing changed: no such customer or contract (404); a contract that is archived, what {@link UsageFilterRequests#read}
     * refuses, a start that is not on the hour, one filter too many (400).
     */
    @PostMapping("/setUsageFilter")
    @Changes(action = "set_usage_filter", resource = "contract")
    void set(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "group_key", "group_values", "starting_at"));
        Contract.Ref contract = contract(body);
        Instant from = HourBoundary.required(body, "starting_at");
        edits.edit(
                contract,
                ContractTerms.USAGE_FILTER,
                (before, edit) -> changed(before, edit, from, body),
                made -> news(made, from));
    }

    private Contract.Ref contract(Body body) {
        CustomerId customer =
                customers.require(new CustomerId(body.uuid("customer_id"))).id();
        ContractId id = new ContractId(body.uuid("contract_id"));
        Contract.Ref contract = new Contract.Ref(customer, id);
        if (!contracts.terms(List.of(contract)).containsKey(id)) {
            throw Refused.notFound("the customer has no contract " + id);
        }
        return contract;
    }

    private Timeline<UsageFilter> changed(
            Timeline<UsageFilter> before, ContractPart.Edit edit, Instant from, Body body) {
        UsageFilter filter = requests.read(body, edit.after().contract(), from);
        Timeline<UsageFilter> after = before.with(from, filter);
        if (after.size() > MOST_FILTERS) {
            throw body.invalid(
                    "starting_at", "a contract has at most " + MOST_FILTERS + " usage filters; replace one of them");
        }
        after.at(from)
                .ifPresent(set -> edit.changes().withArray("add_usage_filters").add(UsageFilterPart.shown(set, null)));
        return after;
    }

    private static Change news(ContractPart.Edit made, Instant from) {
        return Change.of("set_usage_filter", "contract", made.after().contract().id())
                .ofCustomer(made.after().contract().customer().value())
                .from(filter(made.before(), from))
                .to(filter(made.after(), from));
    }

    private static Map<String, @Nullable Object> filter(ContractTerms terms, Instant from) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        terms.get(ContractTerms.USAGE_FILTER).at(from).ifPresent(segment -> {
            shown.put("group_key", segment.value().groupKey());
            shown.put("group_values", segment.value().groupValues());
            shown.put("starting_at", segment.from());
        });
        return shown;
    }
}
