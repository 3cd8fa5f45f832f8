package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What other features ask about contracts. */
public final class Contracts {
    private final ContractStore store;
    private final Configurations configurations;
    private final Customers customers;
    private final InstantSource clock;
    private final Ids ids;

    Contracts(ContractStore store, Configurations configurations, Customers customers, InstantSource clock, Ids ids) {
        this.store = store;
        this.configurations = configurations;
        this.customers = customers;
        this.clock = clock;
        this.ids = ids;
    }

    /** Whether the database holds any; asked before a server is wired. */
    public static boolean areThereAny(JdbcClient database) {
        return ContractStore.areThereAny(database);
    }

    public Optional<Contract> find(ContractId id) {
        return store.find(id).map(ContractState::contract);
    }

    /** The terms of the contracts, in a handful of statements however many they are; unknown ids are left out. */
    public Map<ContractId, ContractTerms> terms(Collection<ContractId> ids) {
        return terms(store.find(ids));
    }

    /**
     * The same, with the contracts held still until the running transaction ends. A contract that is being edited at
     * this moment is left out: ask for it again later.
     */
    public Map<ContractId, ContractTerms> lockTerms(Collection<ContractId> ids) {
        return terms(store.hold(ids));
    }

    /**
     * Tells what a change of billing provider would do, changing nothing.
     *
     * @throws io.downbeat.platform.http.Refused if the customer has no such contract
     */
    public ProviderChangePreview previewProviderChange(CustomerId customer, ContractId id, ProviderChange change) {
        if (customers.find(customer).isEmpty()) {
            throw ContractsV2Api.customerNotFound(customer);
        }
        ContractState state = store.find(id)
                .filter(found -> found.contract().customer().equals(customer))
                .orElseThrow(() -> ContractsV2Api.contractNotFound(id));
        if (state.contract().archivedAt() != null) {
            return new ProviderChangePreview.Impossible(null, state.terms(), List.of(EditContract.ARCHIVED));
        }
        return switch (configurations.choose(customer, change.target())) {
            case ConfigurationChoice.Unusable(String reason) ->
                new ProviderChangePreview.Impossible(null, state.terms(), List.of(reason));
            case ConfigurationChoice.Usable usable -> preview(state, change, usable);
        };
    }

    private ProviderChangePreview preview(
            ContractState state, ProviderChange change, ConfigurationChoice.Usable target) {
        var request = new ProviderSchedule.ChangeRequest(
                target.configuration(), target.kind(), change.effectiveAt(), ids.next(), null);
        Instant now = clock.instant();
        Timeline<ProviderSegment> schedule = state.terms().schedule();
        return switch (configurations
                .schedule(schedule)
                .change(request, state.contract().periods(), state.thresholds(), now)) {
            case ProviderSchedule.Change.NotAllowed(var boundary, var reasons) ->
                new ProviderChangePreview.Impossible(boundary, state.terms(), reasons);
            case ProviderSchedule.Change.Made(var segment, var changed) ->
                new ProviderChangePreview.Possible(
                        segment.effectiveAt(),
                        state.terms(),
                        state.withSchedule(changed.segments()).terms());
        };
    }

    private static Map<ContractId, ContractTerms> terms(Map<ContractId, ContractState> states) {
        Map<ContractId, ContractTerms> terms = new HashMap<>();
        states.forEach((id, state) -> terms.put(id, state.terms()));
        return terms;
    }
}
