package io.downbeat.console.contracts;

import io.downbeat.console.timeline.Bill;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.console.words.ShortId;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.providers.ConfigurationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The invoices of a contract with what became of each, in words. */
final class Bills {
    private final ContractData data;
    private final Map<ConfigurationId, Destination> destinations;

    Bills(ContractData data) {
        this.data = data;
        this.destinations = data.destinations();
    }

    /** The one issued last first. */
    List<Bill> all() {
        return data.invoices().stream().map(this::bill).toList();
    }

    private Bill bill(Invoicing.Summary invoice) {
        @Nullable ListedDelivery delivery = data.deliveries().get(invoice.id());
        Route route = data.route(invoice);
        Condition condition = condition(invoice, delivery);
        return new Bill(
                invoice.id(),
                invoice.subject().period(),
                invoice.subject().issuedAt(),
                condition,
                delivery == null
                        ? invoice.status().name()
                        : delivery.progress().state().name(),
                delivery == null ? 0 : delivery.progress().attempts(),
                Money.text(invoice.total()),
                to(route),
                detail(invoice, delivery, route, condition),
                "/console/invoices/" + invoice.id());
    }

    Destination to(Route route) {
        return Destination.of(route, destinations);
    }

    private static Condition condition(Invoicing.Summary invoice, @Nullable ListedDelivery delivery) {
        return switch (invoice.status()) {
            case DRAFT -> Condition.DRAFT;
            case VOID -> Condition.VOID;
            case FINALIZED ->
                delivery == null
                        ? Condition.KEPT_HERE
                        : Condition.of(delivery.progress().state());
        };
    }

    private String detail(
            Invoicing.Summary invoice, @Nullable ListedDelivery delivery, Route route, Condition condition) {
        if (invoice.status() == InvoiceStatus.DRAFT) {
            return "Will be finalized " + Moments.moment(invoice.finalizeAt());
        }
        if (invoice.voidedAt() != null) {
            return "Voided " + Moments.day(invoice.voidedAt());
        }
        if (delivery == null) {
            return switch (route.rule()) {
                case Route.NO_SEGMENT -> "No provider was in force yet";
                case Route.NO_PROVIDER -> "The schedule names nobody";
                case Route.HISTORICAL -> "Historical: no provider is sent it";
                case Route.ARCHIVED -> "The configuration is archived";
                case Route.CONSOLIDATED -> "On the parent's consolidated invoice";
                default -> "";
            };
        }
        return detail(delivery.progress(), condition);
    }

    private String detail(ListedDelivery.Progress progress, Condition condition) {
        if (condition == Condition.DELIVERED) {
            return progress.providerRef() == null ? "" : "Reference " + ShortId.of(progress.providerRef());
        }
        String why = progress.reason() == null ? "" : Sentences.begin(progress.reason());
        return progress.nextAttemptAt() == null || condition == Condition.WAITING
                ? why
                : why
                        + (why.isEmpty() ? "Next try " : "; next try ")
                        + Moments.relative(progress.nextAttemptAt(), data.now());
    }
}
