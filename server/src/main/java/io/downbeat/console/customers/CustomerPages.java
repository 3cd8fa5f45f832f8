package io.downbeat.console.customers;

import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.ConfigurationId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /console/customers} and {@code /console/customers/{id}}. */
@Controller
final class CustomerPages {
    private static final int ROWS = 50;

    private final Pages pages;
    private final Frames frames;
    private final Customers customers;
    private final CustomerRows rows;
    private final ReadCustomer one;
    private final ListBalances balances;
    private final BusinessClock clock;

    CustomerPages(
            Pages pages,
            Frames frames,
            Customers customers,
            CustomerRows rows,
            ReadCustomer one,
            ListBalances balances,
            BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.rows = rows;
        this.one = one;
        this.balances = balances;
        this.clock = clock;
    }

    @GetMapping("/console/customers")
    ResponseEntity<byte[]> list(Query query, HttpServletRequest request) {
        @Nullable
        String text = query.text("q")
                .map(String::strip)
                .filter(given -> !given.isEmpty())
                .orElse(null);
        @Nullable
        CustomerId after =
                query.nextPage().map(token -> new CustomerId(token.uuid(0))).orElse(null);
        return pages.show("console/customers/customers.jte", () -> list(text, after, request));
    }

    private CustomersPage list(@Nullable String text, @Nullable CustomerId after, HttpServletRequest request) {
        List<Customer> found = customers.byName(text, after, ROWS + 1);
        List<Customer> shown = found.stream().limit(ROWS).toList();
        return new CustomersPage(
                frames.of(request, "Customers", CustomerPagesModule.SECTION),
                text == null ? "" : text,
                rows.of(shown, clock.instant()),
                shown.isEmpty() && text == null && after == null,
                empty(shown, text),
                found.size() > ROWS ? next(text, shown.getLast()) : "");
    }

    private static @Nullable String empty(List<Customer> shown, @Nullable String text) {
        if (!shown.isEmpty()) {
            return null;
        }
        return text == null
                ? "There are no more."
                : "No customer has “" + text + "” in its name, nor an alias that begins so.";
    }

    private static String next(@Nullable String text, Customer last) {
        return "/console/customers?"
                + (text == null ? "" : "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&")
                + "next_page=" + PageToken.after(last.id().value()).text();
    }

    /** With {@code check} the provider is asked about one of the configurations, before anything is read. */
    @GetMapping("/console/customers/{id}")
    ResponseEntity<byte[]> customer(@PathVariable("id") String id, Query query, HttpServletRequest request) {
        CustomerId customer = new CustomerId(PageIds.require(id, "customer"));
        @Nullable
        ContractId after =
                query.nextPage().map(token -> new ContractId(token.uuid(0))).orElse(null);
        Map<ConfigurationId, List<Preflight.Point>> checked = query.uuid("check")
                .map(ConfigurationId::new)
                .map(configuration -> Map.of(configuration, one.check(customer, configuration)))
                .orElse(Map.of());
        Optional<UUID> added = query.uuid("added");
        return pages.show("console/customers/customer.jte", () -> {
            CustomerData data = one.read(customer, after, checked);
            return new ComposeCustomerPage(data)
                    .page(
                            frames.of(request, data.customer().name(), CustomerPagesModule.SECTION),
                            balances.of(customer, data.contracts(), data.now()),
                            added.map(ConfigurationId::new).orElse(null),
                            query.flag("new"));
        });
    }
}
