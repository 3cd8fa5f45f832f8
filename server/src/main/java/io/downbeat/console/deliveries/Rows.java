package io.downbeat.console.deliveries;

import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.ProviderPages;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deliveries as rows, with their customers and invoices read for all of them at once. */
final class Rows {
    private final Customers customers;
    private final Invoicing invoicing;
    private final Providers providers;

    Rows(Customers customers, Invoicing invoicing, Providers providers) {
        this.customers = customers;
        this.invoicing = invoicing;
        this.providers = providers;
    }

    List<DeliveriesPage.Row> of(List<ListedDelivery> deliveries, Instant now) {
        Map<CustomerId, Customer> bills = customers.findAll(deliveries.stream()
                .map(one -> one.subject().customer())
                .distinct()
                .toList());
        Map<InvoiceId, Invoicing.Summary> invoices =
                invoicing
                        .summaries(deliveries.stream()
                                .map(one -> one.subject().invoice())
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Invoicing.Summary::id, one -> one));
        Map<ConfigurationId, ProviderConfiguration> through = providers.findAll(
                deliveries.stream().map(one -> one.to().configuration()).collect(Collectors.toSet()));
        return deliveries.stream()
                .map(one -> row(
                        one,
                        subject(
                                one,
                                bills.get(one.subject().customer()),
                                invoices.get(one.subject().invoice())),
                        through.get(one.to().configuration()),
                        now))
                .toList();
    }

    private static DeliveriesPage.Subject subject(
            ListedDelivery one, @Nullable Customer customer, Invoicing.@Nullable Summary invoice) {
        return new DeliveriesPage.Subject(
                customer == null ? "unknown customer" : customer.name(),
                "/console/contracts/" + one.subject().contract(),
                what(invoice),
                invoice == null ? "" : Money.text(invoice.total()));
    }

    private static DeliveriesPage.Row row(
            ListedDelivery one, DeliveriesPage.Subject subject, @Nullable ProviderConfiguration through, Instant now) {
        ListedDelivery.Progress progress = one.progress();
        Condition condition = Condition.of(progress.state());
        return new DeliveriesPage.Row(
                one.id().toString(),
                new DeliveriesPage.State(progress.state().name(), condition.word(), condition.css()),
                subject,
                new DeliveriesPage.To(
                        one.to().provider().displayName(),
                        Destination.css(one.to().provider(), one.to().method())),
                Sentences.ofCircuit(Sentences.begin(DeliveryListings.reason(one))),
                why(progress, condition),
                times(progress, now),
                isOpen(progress.state()),
                new DeliveriesPage.More(
                        json(one, subject),
                        through == null
                                ? null
                                : ProviderPages.invoice(through, progress.providerRef())
                                        .orElse(null)));
    }

    /** For a ticket or a message to somebody: what the row says, with the API's words and whole ids. */
    private static String json(ListedDelivery one, DeliveriesPage.Subject subject) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("id", one.id());
        all.put("state", one.progress().state());
        all.put("reason", one.progress().reason());
        all.put("customer", subject.customer());
        all.put("customer_id", one.subject().customer());
        all.put("contract_id", one.subject().contract());
        all.put("invoice_id", one.subject().invoice());
        all.put("invoice", subject.what());
        all.put("total", subject.amount());
        all.put("billing_provider", one.to().provider().wire());
        all.put("provider_ref", one.progress().providerRef());
        all.put("attempts", one.progress().attempts());
        all.put("since", one.progress().since());
        all.put("next_attempt_at", one.progress().nextAttemptAt());
        all.put("deadline_at", one.progress().deadlineAt());
        return Json.write(all);
    }

    private static String what(Invoicing.@Nullable Summary invoice) {
        if (invoice == null) {
            return "";
        }
        return invoice.subject().period() == null
                ? "charge of " + Moments.day(invoice.subject().issuedAt())
                : Moments.period(invoice.subject().period());
    }

    private static String why(ListedDelivery.Progress progress, Condition condition) {
        if (condition == Condition.DELIVERED) {
            return progress.providerRef() == null ? "" : "Reference " + progress.providerRef();
        }
        String reason = progress.reason() == null ? "" : Sentences.ofCircuit(Sentences.begin(progress.reason()));
        return progress.attempts() > 1 && condition == Condition.RETRYING
                ? reason + " (" + progress.attempts() + " tries)"
                : reason;
    }

    private static DeliveriesPage.Times times(ListedDelivery.Progress progress, Instant now) {
        Instant deadline = progress.deadlineAt();
        boolean isOver = deadline != null && !deadline.isAfter(now);
        boolean isUrgent = deadline != null && !deadline.isAfter(now.plus(Show.NEAR));
        return new DeliveriesPage.Times(
                Duration.between(progress.since(), now).compareTo(Duration.ofMinutes(1)) < 0
                        ? "now"
                        : Moments.length(Duration.between(progress.since(), now)),
                Moments.moment(progress.since()),
                progress.nextAttemptAt() == null ? "–" : Moments.relative(progress.nextAttemptAt(), now),
                deadline == null
                        ? "none"
                        : isOver ? "passed" : Moments.moment(deadline) + ", " + Moments.relative(deadline, now),
                isUrgent);
    }

    private static boolean isOpen(DeliveryState state) {
        return switch (state) {
            case PENDING, RETRY_WAIT, UNKNOWN, PARKED -> true;
            case CLAIMED, SENDING, SENT, CONFIRMED, SKIPPED, CANCELLED -> false;
        };
    }
}
