package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which account is asked about its open invoices when, by one server at a time. */
class NetsuiteStatusSchedule {
    private final NetsuiteStatusStore store;
    private final ProviderStatusUpdates news;
    private final Providers providers;
    private final NetsuiteSettings settings;
    private final Transactions transactions;

    NetsuiteStatusSchedule(
            NetsuiteStatusStore store,
            ProviderStatusUpdates news,
            Providers providers,
            NetsuiteSettings settings,
            Transactions transactions) {
        this.store = store;
        this.news = news;
        this.providers = providers;
        this.settings = settings;
        this.transactions = transactions;
    }

    Optional<Instant> next() {
        return due().values().stream().min(Instant::compareTo);
    }

    /** Whoever claims an account asks it; the next look is that much later, whatever comes of this one. */
    List<DeliveryMethodId> claim(Instant now) {
        Map<DeliveryMethodId, Instant> due = due();
        due.values().removeIf(now::isBefore);
        return due.isEmpty()
                ? List.of()
                : transactions.in(() -> store.claim(due.keySet(), now, now.plus(settings.statusEvery())));
    }

    /** Every account with open invoices: one that was never asked falls due when its oldest has waited long enough. */
    private Map<DeliveryMethodId, Instant> due() {
        List<DeliveryMethodId> accounts = providers.deliveryMethods(BillingProvider.NETSUITE).stream()
                .map(DeliveryMethod::id)
                .toList();
        List<ProviderStatusUpdates.OpenAccount> open =
                accounts.isEmpty() ? List.of() : news.openAccounts(BillingProvider.NETSUITE, accounts);
        Map<DeliveryMethodId, Instant> due = new HashMap<>();
        if (!open.isEmpty()) {
            Map<DeliveryMethodId, Instant> known = store.due();
            open.forEach(account -> due.merge(
                    account.method(),
                    known.getOrDefault(account.method(), account.since().plus(settings.statusEvery())),
                    (one, other) -> one.isBefore(other) ? one : other));
        }
        return due;
    }
}
