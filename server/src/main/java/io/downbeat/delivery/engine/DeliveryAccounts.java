package io.downbeat.delivery.engine;

import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.KnownAccount;
import io.downbeat.providers.DeliveryMethod;
import java.util.Collection;

/** Makes the accounts that deliveries go to known to the circuits, before their first delivery. */
class DeliveryAccounts {
    private final InvoiceRoutes routes;
    private final Circuits circuits;

    DeliveryAccounts(InvoiceRoutes routes, Circuits circuits) {
        this.routes = routes;
        this.circuits = circuits;
    }

    void know(Collection<DeliveryMethod> methods) {
        circuits.know(methods.stream().map(this::account).toList());
    }

    /** Where nothing is sent, nothing is held back because of credentials. */
    private KnownAccount account(DeliveryMethod method) {
        boolean isCalled = routes.find(method.provider(), method.type())
                .flatMap(InvoiceRoute::account)
                .isPresent();
        AccountKey key = isCalled ? AccountKey.of(method) : AccountKey.alone(method.accountKey());
        return new KnownAccount(key, method.provider(), method.id());
    }
}
