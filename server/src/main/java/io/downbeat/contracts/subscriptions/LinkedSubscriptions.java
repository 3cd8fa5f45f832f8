package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The subscriptions of a contract as they are stored, for what is given for each of their seats. */
public final class LinkedSubscriptions {
    private final SubscriptionStore store;

    LinkedSubscriptions(SubscriptionStore store) {
        this.store = store;
    }

    public Map<SubscriptionId, Subscription> of(Contract.Ref contract) {
        return store.of(List.of(contract)).getOrDefault(contract.contract(), List.of()).stream()
                .collect(Collectors.toMap(Subscription::id, Function.identity()));
    }
}
