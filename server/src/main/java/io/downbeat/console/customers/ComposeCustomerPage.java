package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import io.downbeat.console.timeline.Drawing;
import io.downbeat.console.timeline.Plan;
import io.downbeat.console.timeline.Window;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.console.words.ShortId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.Timeline;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.PageToken;
import io.downbeat.preflight.CheckDestination;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the page of a customer together from what was read of it. Pure. */
final class ComposeCustomerPage {
    /** The parts of an account's key that are not the account's own: the provider and the delivery method. */
    private static final int KIND = 2;

    private final CustomerData data;
    private final Map<ConfigurationId, Destination> destinations;

    ComposeCustomerPage(CustomerData data) {
        this.data = data;
        this.destinations = data.destinations();
    }

    CustomerPage page(Frame frame, CustomerPage.Balances balances, @Nullable ConfigurationId added, boolean isNew) {
        return new CustomerPage(
                frame,
                head(frame),
                done(added, isNew),
                data.unwell() == null ? "" : CustomerRows.open(data.unwell()),
                data.contracts().stream().map(this::agreement).toList(),
                data.more() ? next() : "",
                balances,
                // What is in use comes first, and of that the newest.
                data.configurations().reversed().stream()
                        .sorted((one, other) -> Boolean.compare(one.isArchived(), other.isArchived()))
                        .map(one -> way(one, one.id().equals(added)))
                        .toList());
    }

    private CustomerPage.Head head(Frame frame) {
        var customer = data.customer();
        String since = "since " + Moments.day(customer.createdAt());
        return new CustomerPage.Head(
                customer.id().toString(),
                customer.name(),
                CustomerRows.aliases(customer),
                customer.archivedAt() == null ? since : "archived " + Moments.moment(customer.archivedAt()),
                customer.isArchived(),
                frame.mayChange() && !customer.isArchived());
    }

    private @Nullable String done(@Nullable ConfigurationId added, boolean isNew) {
        if (isNew) {
            return "The customer is added. Next: say where its invoices go.";
        }
        return added == null || !destinations.containsKey(added)
                ? null
                : "Invoices can go to " + destinations.get(added).name() + " now: contracts may name it.";
    }

    private String next() {
        return "/console/customers/" + data.customer().id() + "?next_page="
                + PageToken.after(data.contracts().getLast().contract().id().value())
                        .text();
    }

    private CustomerPage.Agreement agreement(ContractTerms terms) {
        Contract contract = terms.contract();
        List<Timeline.Segment<ProviderSegment>> segments = terms.schedule().segments();
        Window window = Window.Range.YEAR.of(contract.periods(), data.now());
        List<Plan.Segment> drawn = segments.stream()
                .map(segment -> new Plan.Segment(to(segment), segment.from(), CustomerData.end(contract, segment)))
                .toList();
        return new CustomerPage.Agreement(
                contract.id().toString(),
                name(contract),
                facts(contract),
                Drawing.of(new Plan(drawn, List.of(), List.of(), window, data.now())),
                drawn.stream()
                        .map(segment -> new CustomerPage.Stretch(segment.to(), when(segment.from(), segment.until())))
                        .toList());
    }

    static String name(Contract contract) {
        return Optional.ofNullable(contract.name())
                .orElse("Contract " + ShortId.of(contract.id().toString()));
    }

    private String facts(Contract contract) {
        Instant end = contract.endingBefore();
        String length = when(contract.startingAt(), end);
        if (contract.isArchived()) {
            return length + " · archived";
        }
        if (contract.startingAt().isAfter(data.now())) {
            return length + " · to come";
        }
        return end != null && !end.isAfter(data.now()) ? length + " · over" : length;
    }

    static String when(Instant from, @Nullable Instant until) {
        return until == null
                ? "from " + Moments.day(from)
                : Moments.day(from) + " to " + Moments.day(until.minusNanos(1));
    }

    private Destination to(Timeline.Segment<ProviderSegment> segment) {
        return Optional.ofNullable(segment.value().configuration())
                .map(destinations::get)
                .orElse(Destination.NOBODY);
    }

    private CustomerPage.Way way(ProviderConfiguration one, boolean isNew) {
        return new CustomerPage.Way(
                one.id().toString(),
                destination(one),
                keys(one),
                account(data.methods().get(one.deliveryMethodId())),
                one.isArchived(),
                isNew,
                checked(one),
                findings(one),
                data.contracts().stream()
                        .flatMap(terms -> uses(terms, one.id()).stream())
                        .toList());
    }

    private Destination destination(ProviderConfiguration one) {
        return destinations.getOrDefault(one.id(), Destination.NOBODY);
    }

    /** Each with its name, without the provider's in front of it; credentials are the account's and are none of these. */
    static String keys(ProviderConfiguration one) {
        return one.configuration()
                .propertyStream()
                .filter(key -> key.getValue().isValueNode())
                .map(key -> key.getKey()
                                .replaceFirst("^(stripe|aws|azure|gcp|netsuite)_", "")
                                .replace('_', ' ') + " " + key.getValue().asString())
                .collect(Collectors.joining(", "));
    }

    /** What tells the account from others of its kind. */
    static String account(@Nullable DeliveryMethod method) {
        return method == null
                ? ""
                : Json.read(method.accountKey())
                        .valueStream()
                        .skip(KIND)
                        .map(part -> part.asString(""))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", "));
    }

    private String checked(ProviderConfiguration one) {
        CheckDestination.@Nullable Failing failing = data.failing().get(one.id());
        if (one.isArchived()) {
            return "Archived "
                    + Moments.day(Optional.ofNullable(one.archivedAt()).orElse(data.now()));
        }
        if (data.checked().containsKey(one.id())) {
            return "Checked just now";
        }
        return failing == null
                ? "No check found anything amiss"
                : "Checked " + Moments.relative(failing.checkedAt(), data.now());
    }

    private List<CustomerPage.Finding> findings(ProviderConfiguration one) {
        CheckDestination.@Nullable Failing failing = data.failing().get(one.id());
        List<Preflight.Point> points = Optional.ofNullable(data.checked().get(one.id()))
                .or(() -> Optional.ofNullable(failing).map(CheckDestination.Failing::points))
                .orElse(List.of());
        return findings(points);
    }

    static List<CustomerPage.Finding> findings(List<Preflight.Point> points) {
        return points.stream().map(ComposeCustomerPage::finding).toList();
    }

    private static CustomerPage.Finding finding(Preflight.Point point) {
        String says = Sentences.begin(point.name().replace('_', ' ')) + ": " + point.detail();
        return switch (point.verdict()) {
            case OK -> new CustomerPage.Finding("✓", "good", says);
            case WARNING -> new CustomerPage.Finding("!", "note", says);
            case FAILED -> new CustomerPage.Finding("!", "poor", says);
            case UNKNOWN -> new CustomerPage.Finding("?", "note", says);
        };
    }

    private List<CustomerPage.Use> uses(ContractTerms terms, ConfigurationId id) {
        return uses(terms, id, data.now());
    }

    /** Where a contract names the configuration; what is over by now in one word. */
    static List<CustomerPage.Use> uses(ContractTerms terms, ConfigurationId id, Instant now) {
        Contract contract = terms.contract();
        return terms.schedule().segments().stream()
                .filter(segment -> id.equals(segment.value().configuration()))
                .map(segment -> use(contract, segment.from(), CustomerData.end(contract, segment), now))
                .toList();
    }

    private static CustomerPage.Use use(Contract contract, Instant from, @Nullable Instant until, Instant now) {
        if (until != null && !until.isAfter(now)) {
            return new CustomerPage.Use(
                    contract.id().toString(), name(contract), "until " + Moments.day(until.minusNanos(1)), true);
        }
        String standing = from.isAfter(now) ? "from " + Moments.day(from) : "now";
        return new CustomerPage.Use(contract.id().toString(), name(contract), standing, false);
    }
}
