package io.downbeat.invoicing.routes;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.RouteChosenByHand;
import io.downbeat.invoicing.Routes;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Sends a regenerated invoice where a person says. The way out where the schedule's segment of a past period names a
 * configuration that the provider refuses: schedules do not change backwards.
 *
 * <p>A route by hand stays with the invoice: what is regenerated from it later goes the same way, because there the
 * voided one was taken back. If that configuration is archived by then, no other is chosen: a person decides again.
 */
public final class RoutesByHand {
    private final InvoiceStore invoices;
    private final RouteByHandStore store;
    private final Providers providers;
    private final ApplicationEventPublisher publisher;

    RoutesByHand(
            InvoiceStore invoices, RouteByHandStore store, Providers providers, ApplicationEventPublisher publisher) {
        this.invoices = invoices;
        this.store = store;
        this.providers = providers;
        this.publisher = publisher;
    }

    /** A decision that is being made, or was made for the voided invoice. */
    public record Decision(
            ConfigurationId configuration,
            @Nullable WantedRoute wanted,
            @Nullable RouteByHand kept) {}

    /**
     * What is decided for the invoice in place of a voided one, with the configuration held until the transaction ends.
     * Locks the configuration, so ask before locking invoice or contract: archiving locks in that order too.
     *
     * @throws Refused if an invoice of this customer cannot be sent there by hand
     */
    public Optional<Decision> hold(InvoiceHeader voided, Optional<WantedRoute> wanted) {
        if (wanted.isPresent()) {
            if (voided.subject().isHistorical()) {
                throw Refused.invalid(
                        WantedRoute.CONFIGURATION,
                        "invoice " + voided.id() + " is historical, and no billing provider is sent such an invoice;"
                                + " leave this out");
            }
            usable(voided, wanted.get().configuration());
            return Optional.of(new Decision(wanted.get().configuration(), wanted.get(), null));
        }
        return store.find(voided.ref()).map(kept -> {
            if (providers.hold(kept.configuration()).orElseThrow().isArchived()) {
                throw Refused.rule(
                        "invoice " + voided.id() + " was routed by hand to the billing provider configuration "
                                + kept.configuration() + ", which is archived now; name another one with "
                                + WantedRoute.CONFIGURATION);
            }
            return new Decision(kept.configuration(), null, kept);
        });
    }

    private void usable(InvoiceHeader voided, ConfigurationId id) {
        // The same refusal for an unknown id and for another customer's, so that nobody can find out which ids exist.
        ProviderConfiguration configuration = providers
                .hold(id)
                .filter(found -> found.customer().equals(voided.customer()))
                .orElseThrow(() -> Refused.invalid(
                        WantedRoute.CONFIGURATION,
                        "the invoice's customer has no such billing provider configuration"));
        if (configuration.isArchived()) {
            throw Refused.invalid(WantedRoute.CONFIGURATION, "this billing provider configuration is archived");
        }
        if (configuration.provider().isMarketplace()) {
            throw Refused.invalid(
                    WantedRoute.CONFIGURATION,
                    "a marketplace is metered while its period runs, so no invoice can be sent there by hand; name a"
                            + " configuration of a provider that takes invoices");
        }
    }

    /** Stores the decision for the draft, and publishes the fact that lets any feature refuse it. */
    public Route record(
            Decision decision, InvoiceHeader voided, InvoiceHeader draft, ContractTerms terms, Instant now) {
        RouteByHand kept = decision.kept();
        if (kept == null) {
            publisher.publishEvent(new RouteChosenByHand(
                    voided.customer(), voided.id(), invoices.regeneratedFrom(voided.ref()), decision.configuration()));
        }
        WantedRoute wanted = decision.wanted();
        ConfigurationId scheduled = Routes.named(draft.moment(), terms).configuration();
        store.add(
                kept != null
                        ? new RouteByHand(draft.ref(), kept.configuration(), scheduled, kept.decided(), voided.id())
                        : decided(Objects.requireNonNull(wanted), draft.ref(), voided.ref(), scheduled, now));
        return Route.byHand(decision.configuration());
    }

    private RouteByHand decided(
            WantedRoute wanted,
            Invoice.Ref draft,
            Invoice.Ref voided,
            @Nullable ConfigurationId scheduled,
            Instant now) {
        return new RouteByHand(
                draft,
                wanted.configuration(),
                scheduled,
                new RouteByHand.Decided(
                        wanted.by() == null ? "the API token" : wanted.by(),
                        now,
                        wanted.reason() == null ? reasonOf(voided) : wanted.reason()),
                null);
    }

    /** The provider's answer about the voided invoice: the reason why somebody sends it elsewhere. */
    private String reasonOf(Invoice.Ref voided) {
        ExternalInvoice external = invoices.external(List.of(voided)).get(voided.invoice());
        String said = external == null ? null : external.error();
        return said == null || said.isBlank()
                ? "invoice " + voided.invoice() + " was voided before any provider took anything of it"
                : said;
    }

    /** The record in words, such as "by hand, because ...". */
    public static String explain(RouteByHand route) {
        return "by hand, because " + route.decided().reason() + ". Decided by "
                + route.decided().by() + " at "
                + Json.instant(route.decided().at())
                + (route.carriedFrom() == null ? "" : " and kept from invoice " + route.carriedFrom())
                + "; the contract's schedule names "
                + (route.scheduled() == null ? "no billing provider" : "configuration " + route.scheduled()) + ".";
    }
}
