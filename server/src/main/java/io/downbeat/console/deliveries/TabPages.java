package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.deliveries.TabPage.Cell;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.metering.records.UnsettledHours;
import io.downbeat.notifications.GivenUpWebhooks;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.preflight.ComingTroubles;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What else did not arrive, or will not: hours of metering, notifications of webhooks, segments to come. */
@Controller
final class TabPages {
    private static final String TEMPLATE = "console/deliveries/tab.jte";
    private static final String WEBHOOKS = "/console/settings/webhooks";
    private static final int ROWS = 50;

    static final List<String> HOUR_COLUMNS =
            List.of("State", "Customer", "Hour", "Quantity", "Goes to", "Why", "Deadline");

    /** Whom the tabs ask. */
    record Asked(UnsettledHours hours, GivenUpWebhooks webhooks, ComingTroubles troubles) {}

    private final Pages pages;
    private final Frames frames;
    private final Customers customers;
    private final Asked asked;
    private final BusinessClock clock;

    TabPages(Pages pages, Frames frames, Customers customers, Asked asked, BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.asked = asked;
        this.clock = clock;
    }

    @GetMapping("/console/deliveries/meter-hours")
    ResponseEntity<byte[]> hours(Query query, HttpServletRequest request) {
        return pages.show(TEMPLATE, () -> {
            List<UnsettledHours.Hour> found = asked.hours().newestFirst(query.nextPage(), ROWS + 1);
            List<UnsettledHours.Hour> shown = found.stream().limit(ROWS).toList();
            Frame frame = frames.of(request, "Meter hours", Frames.DELIVERIES);
            String here =
                    query.nextPage().map(place -> next("meter-hours", place)).orElse(HourAction.LIST);
            return new TabPage(
                    frame,
                    "meter-hours",
                    "Meter hours",
                    "Hours that no marketplace has confirmed, the newest first.",
                    HOUR_COLUMNS,
                    hours(shown, frame.mayChange(), here),
                    new DeliveriesPage.Empty(
                            "Every hour is confirmed",
                            "What is used is metered to the customer's marketplace every hour.",
                            "/console/deliveries",
                            "To the invoices"),
                    next("meter-hours", found.size(), shown, UnsettledHours.Hour::id));
        });
    }

    private List<TabPage.Row> hours(List<UnsettledHours.Hour> shown, boolean mayChange, String here) {
        Map<CustomerId, Customer> named = names(shown, UnsettledHours.Hour::customer);
        Instant now = clock.instant();
        return shown.stream()
                .map(hour -> hour(hour, named.get(hour.customer()), now)
                        .with(hour.isParked() && mayChange ? HourAction.all(hour, here) : List.of()))
                .toList();
    }

    /** One hour as the list has it. */
    TabPage.Row row(UnsettledHours.Hour hour) {
        return hour(hour, names(List.of(hour), UnsettledHours.Hour::customer).get(hour.customer()), clock.instant());
    }

    private static TabPage.Row hour(UnsettledHours.Hour hour, @Nullable Customer customer, Instant now) {
        return TabPage.Row.of(
                state(hour.state()),
                customer(hour.customer(), customer),
                Cell.text(Moments.moment(hour.hour())),
                Cell.text(hour.quantity() + " " + hour.to().dimension()),
                Cell.chip(
                        hour.to().provider().displayName(),
                        Destination.css(hour.to().provider(), hour.to().method())),
                Cell.text(Sentences.begin(Objects.toString(hour.why(), ""))),
                Cell.text(
                        hour.deadlineAt().isAfter(now)
                                ? Moments.relative(hour.deadlineAt(), now)
                                : "passed " + Moments.moment(hour.deadlineAt())));
    }

    private static Cell state(String wire) {
        return switch (wire) {
            case "PARKED" -> Cell.state("needs you", Condition.NEEDS_YOU.css());
            case "UNKNOWN" -> Cell.state("in doubt", Condition.IN_DOUBT.css());
            case "EXPIRED" -> Cell.state("expired", Condition.NEEDS_YOU.css());
            case "REJECTED" -> Cell.state("refused", Condition.NEEDS_YOU.css());
            default -> Cell.state("waiting", Condition.WAITING.css());
        };
    }

    @GetMapping("/console/deliveries/webhooks")
    ResponseEntity<byte[]> webhooks(HttpServletRequest request) {
        return pages.show(
                TEMPLATE,
                () -> new TabPage(
                        frames.of(request, "Webhooks given up", Frames.DELIVERIES),
                        "webhooks",
                        "Webhooks given up",
                        "Webhooks that did not take a notification in two days. In the settings it is sent again.",
                        List.of("Webhook", "Given up", "Oldest", "Newest"),
                        asked.webhooks().worstFirst(ROWS).stream()
                                .map(line -> TabPage.Row.of(
                                        Cell.link(line.host(), WEBHOOKS + "/" + line.webhook()),
                                        Cell.text(
                                                line.number() == 1
                                                        ? "1 notification"
                                                        : line.number() + " notifications"),
                                        Cell.text(Moments.moment(line.oldest())),
                                        Cell.text(Moments.moment(line.newest()))))
                                .toList(),
                        new DeliveriesPage.Empty(
                                "No notification was given up",
                                "Each is tried for two days, so there is time to mend an address.",
                                WEBHOOKS,
                                "To the webhooks"),
                        ""));
    }

    @GetMapping("/console/deliveries/notices")
    ResponseEntity<byte[]> notices(Query query, HttpServletRequest request) {
        return pages.show(TEMPLATE, () -> {
            List<ComingTroubles.Trouble> found = asked.troubles().open(query.nextPage(), ROWS + 1);
            List<ComingTroubles.Trouble> shown = found.stream().limit(ROWS).toList();
            Map<CustomerId, Customer> named = names(shown, ComingTroubles.Trouble::customer);
            Instant now = clock.instant();
            return new TabPage(
                    frames.of(request, "Notices", Frames.DELIVERIES),
                    "notices",
                    "Notices",
                    "Switches to come that would fail as things stand. Mend them before they begin.",
                    List.of("Customer", "Begins", "What would fail", "Checked", "Contract"),
                    shown.stream()
                            .map(one -> TabPage.Row.of(
                                    customer(one.customer(), named.get(one.customer())),
                                    Cell.text(
                                            Moments.day(one.beginsAt()) + ", " + Moments.relative(one.beginsAt(), now)),
                                    Cell.text(String.join("; ", one.failed())),
                                    Cell.text(Moments.moment(one.checkedAt())),
                                    Cell.link("Open", "/console/contracts/" + one.contract())))
                            .toList(),
                    new DeliveriesPage.Empty(
                            "Nothing is in the way",
                            "Every switch to come is checked at its provider again and again until it begins.",
                            "/console/customers",
                            "To the customers"),
                    next("notices", found.size(), shown, ComingTroubles.Trouble::id));
        });
    }

    private <T> Map<CustomerId, Customer> names(List<T> rows, Function<T, CustomerId> of) {
        return customers.findAll(rows.stream().map(of).distinct().toList());
    }

    private static Cell customer(CustomerId id, @Nullable Customer customer) {
        return Cell.link(customer == null ? "unknown customer" : customer.name(), "/console/customers/" + id);
    }

    private static <T> String next(String tab, int found, List<T> shown, Function<T, UUID> id) {
        return found > ROWS ? next(tab, PageToken.after(id.apply(shown.getLast()))) : "";
    }

    private static String next(String tab, PageToken place) {
        return "/console/deliveries/" + tab + "?next_page=" + place.text();
    }
}
