package io.downbeat.preflight;

import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.CredentialsUpdated;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Asks providers whether they take the credentials of an account, whoever is billed through it. */
public final class CheckAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(CheckAccounts.class);
    /** A person waits. No request is begun that could not be answered by then, so it ends a little later at worst. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Providers providers;
    private final InvoiceRoutes routes;
    private final AccountCheckStore store;
    private final Transactions transactions;
    private final InstantSource clock;

    CheckAccounts(
            Providers providers,
            InvoiceRoutes routes,
            AccountCheckStore store,
            Transactions transactions,
            InstantSource clock) {
        this.providers = providers;
        this.routes = routes;
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The last check of each account that was checked with the credentials it has now. */
    public Map<DeliveryMethodId, AccountCheck> latest() {
        return store.all();
    }

    /**
     * Asks the provider now, and changes nothing there; goes over the network, so never call it inside a transaction.
     *
     * @throws Refused as not found if there is no such delivery method
     */
    public AccountCheck check(DeliveryMethodId id) {
        DeliveryMethod method = existing(id);
        Point said = LeaseTime.within(PATIENCE, () -> ask(method));
        var checked = new AccountCheck(said.verdict(), said.detail(), clock.instant());
        transactions.run(() -> {
            store.keep(id, checked);
            transactions.publish(Change.of("check_account", "delivery_method", id)
                    .to(Map.of("verdict", checked.verdict().name(), "detail", checked.detail())));
        });
        return checked;
    }

    private DeliveryMethod existing(DeliveryMethodId id) {
        return providers.deliveryMethod(id).orElseThrow(() -> Refused.notFound("no delivery method has the id " + id));
    }

    private Point ask(DeliveryMethod method) {
        InvoiceRoute route = routes.find(method.provider(), method.type()).orElse(null);
        if (route == null) {
            return unknown("Downbeat has no way to deliver there, and none to ask");
        }
        try {
            return route.credentials(new Account(method.id(), method.provider(), method.type(), method.accountKey()));
        } catch (RuntimeException failure) {
            // Its message may quote what was sent, so what is shown does not repeat it.
            LOG.warn("the check of delivery method {} failed", method.id(), failure);
            return unknown("the provider could not be asked; ask again, or see the server's log");
        }
    }

    private static Point unknown(String why) {
        return new Point("credentials", Verdict.UNKNOWN, why);
    }

    /** What was said of the old ones says nothing of the new ones. */
    @EventListener
    @Order(3)
    void on(CredentialsUpdated fact) {
        store.forget(fact.deliveryMethod());
    }
}
