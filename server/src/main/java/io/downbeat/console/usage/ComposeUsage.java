package io.downbeat.console.usage;

import io.downbeat.console.Frame;
import io.downbeat.console.usage.UsagePage.Asked;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import io.downbeat.usage.events.EventFilter;
import io.downbeat.usage.events.EventListings;
import io.downbeat.usage.events.EventListings.ListedEvent;
import io.downbeat.usage.events.EventListings.Look;
import io.downbeat.usage.events.UnmatchedEvents;
import io.downbeat.usage.metrics.BillableMetric;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the page of usage shows, in a number of queries that does not grow with its rows. */
final class ComposeUsage {
    private static final int ROWS = 50;
    private static final int HOURS = 48;
    private static final int DRAFTS = 20;
    private static final int NAMES = 20;
    private static final int LONGEST_PROPERTIES = 400;

    private final EventListings events;
    private final Customers customers;
    private final Invoicing invoicing;

    ComposeUsage(EventListings events, Customers customers, Invoicing invoicing) {
        this.events = events;
        this.customers = customers;
        this.invoicing = invoicing;
    }

    /** @param before only what was received before this ordinal; {@code null} for the latest */
    UsagePage page(Frame frame, Asked asked, @Nullable Instant from, @Nullable Instant until, @Nullable Long before) {
        @Nullable
        CustomerId customer = asked.customer().isEmpty()
                ? null
                : customers.resolve(List.of(asked.customer())).get(asked.customer());
        Look look = asked.transactionId().isEmpty()
                ? events.look(filter(asked, customer, from, until), before, ROWS, HOURS)
                : new Look(events.find(asked.transactionId()).stream().toList(), List.of(), null);
        return new UsagePage(
                frame,
                asked,
                about(asked, customer, look, before),
                UsageChart.of(look.hours()),
                rows(look.events()),
                look.next() == null ? "" : address(asked, look.next()),
                customer == null
                        ? List.of()
                        : invoicing.drafts(customer, DRAFTS).stream()
                                .map(ComposeUsage::cost)
                                .toList(),
                asked.isEmpty() && frame.mayChange() ? nobody() : List.of());
    }

    private static EventFilter filter(
            Asked asked, @Nullable CustomerId customer, @Nullable Instant from, @Nullable Instant until) {
        return new EventFilter(
                customer,
                customer == null && !asked.customer().isEmpty() ? asked.customer() : null,
                asked.eventType().isEmpty() ? null : asked.eventType(),
                from,
                until);
    }

    private static String about(Asked asked, @Nullable CustomerId customer, Look look, @Nullable Long before) {
        if (!asked.transactionId().isEmpty()) {
            return look.events().isEmpty()
                    ? "No event has this transaction id, or it is so old that repetitions are not told apart any more."
                    : "";
        }
        String who = !asked.customer().isEmpty() && customer == null
                ? "No customer has this name or id; these are events that were sent with it. "
                : "";
        return who + (before == null ? "The events received last" : "Earlier events")
                + (look.next() == null
                        ? ""
                        : ", of " + Figures.count(EventListings.LOOKED_THROUGH) + " looked through at a time")
                + ".";
    }

    private List<UsagePage.Event> rows(List<ListedEvent> listed) {
        Map<CustomerId, Customer> known = customers.findAll(listed.stream()
                .map(ListedEvent::customer)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        return listed.stream()
                .map(event -> row(event, event.customer() == null ? null : known.get(event.customer())))
                .toList();
    }

    private static UsagePage.Event row(ListedEvent event, @Nullable Customer customer) {
        return new UsagePage.Event(
                event.transactionId(),
                customer == null ? event.sentAs() : customer.name(),
                customer == null ? null : "/console/customers/" + customer.id(),
                event.eventType(),
                Moments.moment(event.timestamp()),
                event.timestamp().toString(),
                Moments.moment(event.receivedAt()),
                event.countedBy().stream().map(BillableMetric::name).collect(Collectors.joining(", ")),
                note(event),
                shortened(event.properties()));
    }

    private static String note(ListedEvent event) {
        List<String> notes = new ArrayList<>();
        if (event.customer() == null) {
            notes.add("no customer has this name yet; it counts from when one has");
        } else if (event.countedBy().isEmpty()) {
            notes.add("no metric counts it");
        }
        if (event.repeatedAt() != null) {
            notes.add("sent again " + Moments.moment(event.repeatedAt()) + ", counted once");
        }
        return String.join("; ", notes);
    }

    private static String shortened(String properties) {
        return properties.length() <= LONGEST_PROPERTIES
                ? properties
                : properties.substring(0, LONGEST_PROPERTIES) + "…";
    }

    private static UsagePage.Cost cost(Invoice draft) {
        return new UsagePage.Cost(
                "/console/contracts/" + draft.contract(),
                draft.subject().period() == null
                        ? "charge of " + Moments.day(draft.subject().issuedAt())
                        : Moments.period(draft.subject().period()),
                Money.text(draft.total()),
                draft.lines().stream().map(ComposeUsage::line).toList());
    }

    private static UsagePage.Line line(InvoiceLine line) {
        String groups = line.source().presentationGroupValues().values().stream()
                .sorted()
                .collect(Collectors.joining(", ", " (", ")"));
        return new UsagePage.Line(
                line.name() + (groups.equals(" ()") ? "" : groups), quantity(line), Money.text(line.total()));
    }

    /** As on the page of an invoice: the quantity of a share is the money that it is a share of. */
    private static String quantity(InvoiceLine line) {
        Quantity quantity = line.quantity();
        return quantity == null
                ? ""
                : line.isShare() ? Money.text(quantity.money()) : Figures.quantity(quantity.units());
    }

    private List<UsagePage.Nobody> nobody() {
        return events.unmatched(NAMES).stream()
                .map(each -> new UsagePage.Nobody(
                        each.sentAs(),
                        Figures.count(each.events()),
                        span(each),
                        UsagePages.PATH + "/alias?alias=" + encoded(each.sentAs()),
                        UsagePages.PATH + "?customer=" + encoded(each.sentAs())))
                .toList();
    }

    private static String span(UnmatchedEvents events) {
        String first = Moments.day(events.first());
        String last = Moments.day(events.last());
        return first.equals(last) ? first : first + " to " + last;
    }

    private static String address(Asked asked, long before) {
        return UsagePages.PATH + "?customer=" + encoded(asked.customer()) + "&event_type="
                + encoded(asked.eventType()) + "&from=" + encoded(asked.from()) + "&until=" + encoded(asked.until())
                + "&before=" + before;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @throws Refused if it is nothing that {@link #encoded} made of a text */
    static String decoded(String encoded) {
        String text;
        try {
            text = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw notWhole();
        }
        if (!Texts.isStorable(text) || !encoded(text).equals(encoded)) {
            throw notWhole();
        }
        return text;
    }

    private static Refused notWhole() {
        return Refused.rule("the form is not whole; open it again");
    }
}
