package io.downbeat.console.deliveries;

import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deliveries as rows, with their customers and invoices read for all of them at once. */
final class Rows {
    private final Customers customers;
    private final Invoicing invoicing;

    Rows(Customers customers, Invoicing invoicing) {
        this.customers = customers;
        this.invoicing = invoicing;
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
        return deliveries.stream()
                .map(one -> row(
                        one,
                        bills.get(one.subject().customer()),
                        invoices.get(one.subject().invoice()),
                        now))
                .toList();
    }

    private static DeliveriesPage.Row row(
            ListedDelivery one, @Nullable Customer customer, Invoicing.@Nullable Summary invoice, Instant now) {
        ListedDelivery.Progress progress = one.progress();
        Condition condition = Condition.of(progress.state());
        return new DeliveriesPage.Row(
                one.id().toString(),
                new DeliveriesPage.State(progress.state().name(), condition.word(), condition.css()),
                new DeliveriesPage.Subject(
                        customer == null ? "unknown customer" : customer.name(),
                        "/console/contracts/" + one.subject().contract(),
                        what(invoice),
                        invoice == null ? "" : Money.text(invoice.total())),
                new DeliveriesPage.To(
                        one.to().provider().displayName(),
                        Destination.css(one.to().provider(), one.to().method())),
                why(progress, condition),
                times(progress, now),
                isOpen(progress.state()));
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
        String reason = progress.reason() == null ? "" : Sentences.begin(progress.reason());
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
