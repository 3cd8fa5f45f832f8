package io.downbeat.contracts;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ObjectNode;

/**
 * Edits a contract. The edits of one contract follow each other: each locks the contract's row first. One edit may ask
 * for several things, and then gets all of them or none.
 */
final class EditContract {
    static final String ARCHIVED = "the contract is archived and cannot be edited any more";
    static final String PROVIDER_UPDATE = "add_billing_provider_configuration_update";
    private static final String TARGET = PROVIDER_UPDATE + ".billing_provider_configuration";
    private static final String[] UNBUILT = {
        "add_commits",
        "add_credits",
        "add_discounts",
        "add_overrides",
        "add_professional_services",
        "add_recurring_commits",
        "add_recurring_credits",
        "add_reseller_royalties",
        "add_revenue_system_configuration_update",
        "add_spend_trackers",
        "add_subscriptions",
        "archive_commits",
        "archive_credits",
        "archive_spend_trackers",
        "remove_overrides",
        "update_commits",
        "update_credits",
        "update_recurring_commits",
        "update_recurring_credits",
        "update_subscriptions"
    };
    private static final Set<String> BUILT = Set.of(
            PROVIDER_UPDATE,
            "add_prepaid_balance_threshold_configuration",
            "add_scheduled_charges",
            "add_spend_threshold_configuration",
            "allow_contract_ending_before_finalized_invoice",
            "archive_scheduled_charges",
            "contract_id",
            "customer_id",
            "uniqueness_key",
            "update_contract_end_date",
            "update_contract_name",
            "update_net_payment_terms_days",
            "update_prepaid_balance_threshold_configuration",
            "update_scheduled_charges",
            "update_spend_threshold_configuration");

    private final ContractStore contracts;
    private final ContractEditStore history;
    private final Configurations configurations;
    private final ChargeTerms charges;
    private final ThresholdTerms thresholds;
    private final ContractViews views;
    private final Customers customers;
    private final Pricing pricing;
    private final Transactions transactions;
    private final ApplicationEventPublisher news;
    private final InstantSource clock;
    private final Ids ids;

    EditContract(
            ContractStore contracts,
            ContractEditStore history,
            Configurations configurations,
            ChargeTerms charges,
            ThresholdTerms thresholds,
            ContractViews views,
            Customers customers,
            Pricing pricing,
            Transactions transactions,
            ApplicationEventPublisher news,
            InstantSource clock,
            Ids ids) {
        this.contracts = contracts;
        this.history = history;
        this.configurations = configurations;
        this.charges = charges;
        this.thresholds = thresholds;
        this.views = views;
        this.customers = customers;
        this.pricing = pricing;
        this.transactions = transactions;
        this.news = news;
        this.clock = clock;
        this.ids = ids;
    }

    /** {@code v2/contracts/edit}. */
    ContractEdit edit(Body body) {
        body.refuseUnbuilt(UNBUILT);
        Set<String> known = new HashSet<>(BUILT);
        known.addAll(List.of(UNBUILT));
        body.knowsOnly(known);
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        Optional<ProviderChange> change = body.optionalObject(PROVIDER_UPDATE).map(ProviderChange::read);
        Optional<String> key = ContractRequests.uniquenessKey(body);
        boolean mayEndBeforeFinalizedInvoice = body.flag("allow_contract_ending_before_finalized_invoice", true);
        return transactions.in(() -> {
            requireKnown(customer, id);
            Optional<ConfigurationChoice.Usable> target =
                    change.map(asked -> configurations.hold(customer, asked.target(), TARGET));
            ContractState before = contracts.lock(id).orElseThrow();
            requireLive(before);
            if (key.filter(history::isKeyUsed).isPresent()) {
                throw ContractStore.keyUsed();
            }
            EditInProgress edit = begin(before, body);
            edit.changeTerms();
            change.ifPresent(asked -> edit.changeProvider(asked, target.orElseThrow()));
            edit.requireConsistent();
            return finish(edit, key.orElse(null), mayEndBeforeFinalizedInvoice);
        });
    }

    /** {@code v1/contracts/updateEndDate}: leaving the date out opens the contract's end. */
    ContractId updateEndDate(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "ending_before", "allow_ending_before_finalized_invoice"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        boolean mayEndBeforeFinalizedInvoice = body.flag("allow_ending_before_finalized_invoice", true);
        return transactions.in(() -> {
            ContractState before = contracts
                    .lock(id)
                    .filter(state -> state.contract().customer().equals(customer))
                    .orElseThrow(() -> Refused.notFound("the customer has no contract " + id));
            requireLive(before);
            EditInProgress edit = begin(before, body);
            edit.changeEnd(ContractRequests.end(
                            body, "ending_before", before.contract().startingAt())
                    .orElse(null));
            finish(edit, null, mayEndBeforeFinalizedInvoice);
            return id;
        });
    }

    /** Ends a locked contract where the one that renews it starts. */
    void end(ContractState locked, Instant end, Instant now) {
        EditInProgress edit = begin(locked, Body.empty());
        edit.changeEnd(end);
        finish(edit, null, true);
    }

    private void requireKnown(CustomerId customer, ContractId id) {
        if (customers.find(customer).isEmpty()) {
            throw ContractsV2Api.customerNotFound(customer);
        }
        if (!contracts.isOfCustomer(id, customer)) {
            throw ContractsV2Api.contractNotFound(id);
        }
    }

    private static void requireLive(ContractState state) {
        if (state.contract().archivedAt() != null) {
            throw Refused.rule(ARCHIVED);
        }
    }

    private EditInProgress begin(ContractState before, Body body) {
        return new EditInProgress(
                before,
                body,
                new EditInProgress.Readers(configurations, charges, thresholds, views, dollar(before.contract())),
                ids,
                clock.instant());
    }

    private BigDecimal dollar(Contract contract) {
        return CreateContract.dollar(Optional.ofNullable(contract.rateCard())
                .flatMap(pricing::rateCard)
                .map(RateCard::currency));
    }

    private ContractEdit finish(EditInProgress edit, @Nullable String key, boolean mayEndBeforeFinalizedInvoice) {
        ObjectNode changes = edit.changes();
        if (changes.isEmpty()) {
            throw Refused.rule("the edit changes nothing; name at least one update");
        }
        ContractState before = edit.before();
        ContractState after = edit.state();
        // Written and read once, so that the answer shows the edit in the very form the history will.
        ObjectNode kept = (ObjectNode) Json.read(Json.write(changes));
        ContractEdit made = new ContractEdit(edit.id(), after.contract().id(), edit.now(), key, kept);
        history.add(made);
        contracts.update(before, after);
        news.publishEvent(new ContractChanged(before.terms(), after.terms(), mayEndBeforeFinalizedInvoice));
        return made;
    }
}
