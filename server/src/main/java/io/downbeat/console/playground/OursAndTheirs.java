package io.downbeat.console.playground;

import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.Amount;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.metering.records.InvoiceRecords;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The latest invoices beside what the simulated providers hold of them. */
final class OursAndTheirs {
    private static final int SHOWN = 15;

    private final DeliveryListings deliveries;
    private final Invoicing invoicing;
    private final Customers customers;
    private final InvoiceRecords records;

    OursAndTheirs(DeliveryListings deliveries, Invoicing invoicing, Customers customers, InvoiceRecords records) {
        this.deliveries = deliveries;
        this.invoicing = invoicing;
        this.customers = customers;
        this.records = records;
    }

    /** @param providers {@code null} where the providers are real: then only ours is shown */
    List<PlaygroundPage.Pair> latest(@Nullable SimulatedProviders providers) {
        List<ListedDelivery> latest = deliveries.latest(EnumSet.allOf(DeliveryState.class), SHOWN);
        Map<InvoiceId, Invoicing.Summary> invoices =
                invoicing
                        .summaries(latest.stream()
                                .map(one -> one.subject().invoice())
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Invoicing.Summary::id, one -> one));
        Map<CustomerId, Customer> billed = customers.findAll(
                latest.stream().map(one -> one.subject().customer()).distinct().toList());
        Ledger ledger = Ledger.of(providers, records, latest);
        return latest.stream()
                .filter(one -> invoices.containsKey(one.subject().invoice()))
                .map(one -> pair(
                        one,
                        Objects.requireNonNull(invoices.get(one.subject().invoice())),
                        billed.get(one.subject().customer()),
                        ledger))
                .toList();
    }

    private static PlaygroundPage.Pair pair(
            ListedDelivery one, Invoicing.Summary invoice, @Nullable Customer customer, Ledger ledger) {
        Condition condition = Condition.of(one.progress().state());
        Theirs theirs = ledger.of(one);
        boolean isDelivered = condition == Condition.DELIVERED;
        BigDecimal cents = invoice.total().inMinorUnits();
        boolean isEqual = theirs.number() <= 1 && theirs.cents() != null
                ? isDelivered && cents.compareTo(BigDecimal.valueOf(theirs.cents())) == 0
                : !isDelivered && theirs.cents() == null;
        return new PlaygroundPage.Pair(
                "/console/invoices/" + invoice.id(),
                customer == null ? "" : customer.name(),
                invoice.subject().period() == null
                        ? "charge of " + Moments.day(invoice.subject().issuedAt())
                        : Moments.period(invoice.subject().period()),
                one.to().provider().displayName(),
                Destination.css(one.to().provider(), one.to().method()),
                Money.text(invoice.total()),
                condition.word(),
                condition.css(),
                theirs.words(invoice.total()),
                verdict(isEqual, isDelivered, theirs),
                isEqual);
    }

    private static String verdict(boolean isEqual, boolean isDelivered, Theirs theirs) {
        if (!isDelivered && theirs.cents() == null) {
            return "nothing on either side yet";
        }
        return isEqual ? "equal" : isDelivered ? "different" : "they have it, we do not know yet";
    }

    /**
     * What a provider holds of one invoice.
     *
     * @param number of live objects; of hourly records it is one, whatever their number
     * @param cents {@code null} for nothing
     */
    private record Theirs(int number, @Nullable Long cents, String how) {
        static final Theirs NOTHING = new Theirs(0, null, "");

        String words(Amount like) {
            if (cents == null) {
                return "nothing";
            }
            return (number > 1 ? number + " times, together " : "")
                    + Money.text(Amount.ofMinorUnits(cents, like.unit()))
                    + how;
        }
    }

    private record Ledger(
            Map<String, List<SimulatedProviders.Held>> byReference,
            Set<String> ids,
            Map<UUID, List<InvoiceRecords.Part>> parts) {

        static Ledger of(
                @Nullable SimulatedProviders providers, InvoiceRecords records, List<ListedDelivery> deliveries) {
            List<SimulatedProviders.Held> held = providers == null
                    ? List.of()
                    : providers.held().stream().filter(each -> !each.isGone()).toList();
            return new Ledger(
                    held.stream()
                            .filter(each -> each.reference() != null)
                            .collect(Collectors.groupingBy(each -> String.valueOf(each.reference()))),
                    held.stream().map(SimulatedProviders.Held::id).collect(Collectors.toSet()),
                    records
                            .of(deliveries.stream()
                                    .map(one -> new Invoice.Ref(
                                            one.subject().customer(),
                                            one.subject().invoice()))
                                    .toList())
                            .stream()
                            .collect(Collectors.groupingBy(InvoiceRecords.Part::invoice)));
        }

        Theirs of(ListedDelivery delivery) {
            List<InvoiceRecords.Part> metered =
                    parts.getOrDefault(delivery.subject().invoice().value(), List.of());
            if (!metered.isEmpty()) {
                List<InvoiceRecords.Part> there = metered.stream()
                        .filter(part -> part.providerRef() != null && ids.contains(part.providerRef()))
                        .toList();
                return there.isEmpty()
                        ? Theirs.NOTHING
                        : new Theirs(
                                1,
                                there.stream()
                                        .mapToLong(InvoiceRecords.Part::cents)
                                        .sum(),
                                there.size() == 1 ? " in one hour" : " in " + there.size() + " hours");
            }
            List<SimulatedProviders.Held> held =
                    byReference.getOrDefault(delivery.id().toString(), List.of());
            return held.isEmpty()
                    ? Theirs.NOTHING
                    : new Theirs(
                            held.size(),
                            held.stream()
                                    .mapToLong(SimulatedProviders.Held::cents)
                                    .sum(),
                            "");
        }
    }
}
