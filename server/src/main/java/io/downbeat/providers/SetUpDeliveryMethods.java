package io.downbeat.providers;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ObjectNode;

/** Connects outside accounts, and mends their credentials. */
public final class SetUpDeliveryMethods {
    private final DeliveryMethodStore methods;
    private final SealedSecrets sealed;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;
    private final ApplicationEventPublisher facts;

    SetUpDeliveryMethods(
            DeliveryMethodStore methods,
            SealedSecrets sealed,
            Transactions transactions,
            Ids ids,
            InstantSource clock,
            ApplicationEventPublisher facts) {
        this.methods = methods;
        this.sealed = sealed;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
        this.facts = facts;
    }

    /** The keys that an account of this kind is set up with; empty if there is no such kind. */
    public List<ConfigurationKey> keys(BillingProvider provider, DeliveryMethodType type) {
        DestinationSpec pair = new DestinationSpec(provider, type);
        return pair.isLegal() ? pair.keys().list() : List.of();
    }

    /** The names of the credentials that it has, never their values. */
    public Set<String> credentials(DeliveryMethodId id) {
        return methods.sealedSecrets(id)
                .<Set<String>>map(bytes -> new TreeSet<>(sealed.open(id, bytes).keySet()))
                .orElse(Set.of());
    }

    /** @throws Refused with 409 if the account is connected already in this way */
    public DeliveryMethodId setUp(Body body) {
        body.knowsOnly(Set.of("billing_provider", "delivery_method", "configuration"));
        DestinationSpec pair = new DestinationSpec(
                body.oneOf("billing_provider", BillingProvider.class),
                body.oneOf("delivery_method", DeliveryMethodType.class));
        if (!pair.isLegal()) {
            throw body.invalid(
                    "delivery_method",
                    pair.type().wire() + " does not go with " + pair.provider().wire());
        }
        Keys.Sorted sorted = pair.keys().sort(body.object("configuration"));
        DeliveryMethod method = new DeliveryMethod(
                new DeliveryMethodId(ids.next()),
                pair.provider(),
                pair.type(),
                sorted.visible(),
                pair.accountKey(sorted.visible()));
        transactions.run(() -> {
            if (!methods.insert(method, seal(method.id(), sorted.secrets()), clock.instant())) {
                throw alreadyThere(method);
            }
            transactions.publish(Change.of("set_up_billing_provider", "delivery_method", method.id())
                    .to(Map.of(
                            "billing_provider",
                            method.provider().wire(),
                            "delivery_method",
                            method.type().wire(),
                            "configuration",
                            sorted.visible(),
                            "credentials",
                            new TreeSet<>(sorted.secrets().keySet()))));
        });
        return method.id();
    }

    /**
     * Puts other credentials in the place of those given; the others stay, and {@code null} takes one away.
     *
     * @return the names of the credentials it has now
     */
    public Set<String> mend(DeliveryMethodId id, Body body) {
        body.knowsOnly(Set.of("configuration"));
        Body given = body.object("configuration");
        if (given.isEmpty()) {
            throw body.invalid("configuration", "must have at least one credential");
        }
        return transactions.in(() -> {
            DeliveryMethod method =
                    methods.lock(id).orElseThrow(() -> Refused.notFound("no delivery method has the id " + id));
            Keys.Sorted changes =
                    new DestinationSpec(method.provider(), method.type()).keys().sortCredentials(given);
            ObjectNode visible = (ObjectNode) method.configuration();
            Map<String, String> secrets = new LinkedHashMap<>(methods.sealedSecrets(id)
                    .map(bytes -> sealed.open(id, bytes))
                    .orElse(Map.of()));
            visible.remove(given.fields());
            secrets.keySet().removeAll(given.fields());
            visible.setAll(changes.visible());
            secrets.putAll(changes.secrets());
            Keys.refuseTooLarge(given, secrets);
            methods.change(id, visible, seal(id, secrets), clock.instant());
            facts.publishEvent(new CredentialsUpdated(id));
            // Which were written over, not with what: whoever reads the log is to learn no secret, nor that it is an
            // old one.
            transactions.publish(Change.of("update_credentials", "delivery_method", id)
                    .to(Map.of("credentials", new TreeSet<>(given.fields()))));
            return new TreeSet<>(secrets.keySet());
        });
    }

    private Refused alreadyThere(DeliveryMethod wanted) {
        String id = methods.ofAccount(wanted.accountKey())
                .map(there -> there.id().toString())
                .orElse("another one");
        return Refused.conflict("this account is set up already, as delivery method " + id
                + "; to change its credentials: POST /downbeat/v1/deliveryMethods/" + id + "/credentials");
    }

    private byte @Nullable [] seal(DeliveryMethodId id, Map<String, String> secrets) {
        return secrets.isEmpty() ? null : sealed.seal(id, secrets);
    }
}
