package io.downbeat.console.invoices;

import io.downbeat.console.words.Destination;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What voiding or regenerating an invoice will do, here and at the provider, said before it is done. Pure. */
final class Consequences {
    private final InvoiceData data;

    private Consequences(InvoiceData data) {
        this.data = data;
    }

    static List<String> of(InvoiceAction action, InvoiceData data) {
        Consequences consequences = new Consequences(data);
        return switch (action) {
            case VOID -> consequences.ofVoiding();
            case REGENERATE -> consequences.ofRegenerating();
        };
    }

    private List<String> ofVoiding() {
        List<String> all = new ArrayList<>();
        all.add("The invoice becomes void for good. Its lines stay to be read, and nothing is owed under it.");
        all.add(atTheProvider());
        all.add("To bill it again, regenerate it afterwards: that makes a new invoice with an id of its own.");
        return all;
    }

    private String atTheProvider() {
        if (data.sent() == null && data.isConsolidated()) {
            return "It is not sent by itself, and no consolidated invoice that stands has its lines, so nothing has to"
                    + " be taken back anywhere.";
        }
        if (data.sent() == null) {
            return "Nobody bills it, so nothing has to be taken back anywhere.";
        }
        ListedDelivery delivery = data.sent().delivery();
        String provider = delivery.to().provider().displayName();
        DeliveryState state = delivery.progress().state();
        if (state == DeliveryState.SKIPPED || state == DeliveryState.CANCELLED) {
            return "Nothing of it is at " + provider + ", so nothing has to be taken back.";
        }
        boolean isMetered = delivery.to().provider().isMarketplace() && !isQueue(delivery);
        if (!isMetered
                && delivery.progress().providerRef() == null
                && delivery.progress().attempts() == 0) {
            return "Nothing of it was sent to " + provider + " yet, and nothing will be.";
        }
        return isMetered ? marketplace(provider) : takenBack(delivery, provider);
    }

    private static boolean isQueue(ListedDelivery delivery) {
        return delivery.to().method() == DeliveryMethodType.AWS_SQS
                || delivery.to().method() == DeliveryMethodType.AWS_SNS;
    }

    private static String marketplace(String provider) {
        return "What was metered to " + provider
                + " stays there: a marketplace gives nothing back. If you regenerate the"
                + " invoice, only what is missing is metered; else the delivery asks you to refund the rest there.";
    }

    private static String takenBack(ListedDelivery delivery, String provider) {
        if (isQueue(delivery)) {
            return "A message cannot be called back. If it went out, the delivery waits for you, and its consumers have"
                    + " to be told.";
        }
        String ref = delivery.progress().providerRef();
        String it = ref == null ? "what it holds of it" : ref;
        return switch (delivery.to().provider()) {
            case STRIPE ->
                "Stripe is asked first, then told to void " + it + "; a draft there is deleted. If it is paid already,"
                        + " Stripe keeps it, and the delivery asks you to refund or credit it there.";
            case NETSUITE ->
                "NetSuite is asked first, then told to delete " + it + ", because it has no void for invoices. If a"
                        + " payment is applied or its period is closed, the delivery asks you for a credit memo there.";
            default -> provider + " is asked first, then told to take back " + it + ".";
        };
    }

    private List<String> ofRegenerating() {
        List<String> all = new ArrayList<>();
        all.add("A new invoice with an id of its own takes its place. It is computed from "
                + (data.invoice().subject().isHistorical() ? "the quantities that were given for this one" : "usage")
                + ", prices and terms as they are now, and finalized at once.");
        all.add(whereItGoes());
        all.add("This one stays void and is never sent again.");
        return all;
    }

    private String whereItGoes() {
        if (data.invoice().subject().isHistorical()) {
            return "It is historical, which no billing provider is sent: it stays here.";
        }
        return data.isConsolidated()
                ? "Where the parent's consolidated invoice of its period is still to be made, it stands on that one"
                        + " and is not sent by itself. Else: " + byItself()
                : byItself();
    }

    private String byItself() {
        boolean isByHand = data.route().route().isByHand();
        Route route = isByHand
                ? data.route().route()
                : Routes.route(data.invoice().moment(), data.terms().schedule(), archived());
        Destination to = Optional.ofNullable(route.configuration())
                .map(data.destinations()::get)
                .orElse(Destination.NOBODY);
        if (route.configuration() == null) {
            return "The contract's schedule sends it to nobody: it stays here.";
        }
        String said = isByHand
                ? ", where this one was sent by hand."
                : ", as the contract's schedule says of its " + (data.invoice().period() == null ? "date." : "period.");
        return "It goes to " + to.name() + " (" + to.how() + ")" + said;
    }

    private Set<ConfigurationId> archived() {
        return data.configurations().values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
    }
}
