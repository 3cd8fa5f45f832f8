package io.downbeat.console.search;

import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.search.SearchPage.Found;
import io.downbeat.console.words.Moments;
import io.downbeat.customers.Customer;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /console/search}. */
@Controller
final class SearchPages {
    private static final int ROWS = 20;

    private final Pages pages;
    private final Frames frames;
    private final Customers customers;
    private final FindById ids;

    private record Matches(List<Customer> customers, List<ListedDelivery> references) {}

    SearchPages(Pages pages, Frames frames, Customers customers, FindById ids) {
        this.pages = pages;
        this.frames = frames;
        this.customers = customers;
        this.ids = ids;
    }

    @GetMapping("/console/search")
    ResponseEntity<byte[]> search(Query query, HttpServletRequest request) {
        String text = query.text("q").map(String::strip).orElse("");
        Optional<String> page = Ids.parse(text).flatMap(ids::page);
        if (page.isPresent()) {
            return Pages.goTo(page.get());
        }
        Matches found = text.isEmpty() ? new Matches(List.of(), List.of()) : matches(text);
        List<Found> all = Stream.concat(
                        found.customers().stream().map(SearchPages::found),
                        found.references().stream().map(SearchPages::found))
                .toList();
        if (all.size() == 1) {
            return Pages.goTo(all.getFirst().href());
        }
        return pages.show("console/search/search.jte", () -> page(request, text, found));
    }

    private Matches matches(String text) {
        return new Matches(customers.byName(text, null, ROWS + 1), ids.byReference(text, ROWS));
    }

    private SearchPage page(HttpServletRequest request, String text, Matches found) {
        return new SearchPage(
                frames.of(request, "Search", ""),
                text,
                found.customers().stream().limit(ROWS).map(SearchPages::found).toList(),
                found.references().stream().map(SearchPages::found).toList(),
                found.customers().size() > ROWS);
    }

    private static Found found(Customer customer) {
        return new Found(
                "/console/customers/" + customer.id(),
                customer.name(),
                String.join(", ", customer.ingestAliases().stream().limit(3).toList()));
    }

    private static Found found(ListedDelivery one) {
        return new Found(
                "/console/invoices/" + one.subject().invoice(),
                one.to().provider().displayName() + " " + one.progress().providerRef(),
                "since " + Moments.moment(one.progress().since()));
    }
}
