package io.downbeat.sandbox.azure;

import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.provider.Call;
import java.util.HashMap;
import java.util.Map;

/** The SaaS subscriptions: every id exists, and its name says in which status. Guarded by its simulator. */
final class AzurePlans {
    private static final String KIND = "azure.plan";

    private final Map<String, Integer> changes = new HashMap<>();
    private final Journal journal;

    AzurePlans(Journal journal) {
        this.journal = journal;
        journal.saved(KIND, State.class).forEach(each -> changes.put(each.subscription, each.changes));
    }

    private record State(String subscription, int changes) {}

    String status(String subscription) {
        if (subscription.startsWith("missing")) {
            return "missing";
        }
        if (subscription.startsWith("forbidden")) {
            return "forbidden";
        }
        if (subscription.startsWith("unsubscribed")) {
            return "Unsubscribed";
        }
        if (subscription.startsWith("suspended")) {
            return "Suspended";
        }
        if (subscription.startsWith("pending")) {
            return "PendingFulfillmentStart";
        }
        return "Subscribed";
    }

    String of(String subscription) {
        int changed = changes.getOrDefault(subscription, 0);
        return changed == 0 ? "gold" : "gold-" + changed;
    }

    /** The customer takes another plan. */
    void change(String subscription) {
        int count = changes.merge(subscription, 1, Integer::sum);
        journal.put(KIND, subscription, () -> new State(subscription, count));
    }

    /** Whether an event of this plan would be taken. */
    void check(Call call, String subscription, String plan) {
        String status = status(subscription);
        if (status.equals("missing")) {
            throw new AzureError(400, "ResourceNotFound", "The usage resource provided is invalid.");
        }
        if (subscription.startsWith("foreign")) {
            throw new AzureError(
                    400, "ResourceNotAuthorized", "You are not authorized to provide usage for this resource.");
        }
        if (!status.equals("Subscribed") || call.isUnsubscribed(subscription)) {
            throw new AzureError(400, "ResourceNotActive", "The resource is suspended or was never activated.");
        }
        if (!plan.equals(of(subscription))) {
            throw new AzureError(400, "BadArgument", "The planId is not the plan of this resource.");
        }
    }

    void clear() {
        changes.clear();
    }
}
