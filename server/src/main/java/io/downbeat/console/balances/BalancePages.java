package io.downbeat.console.balances;

import io.downbeat.balances.BalanceId;
import io.downbeat.console.Frames;
import io.downbeat.console.PageIds;
import io.downbeat.console.Pages;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.work.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /console/balances/{customer}} and {@code /console/balances/{customer}/{id}}. */
@Controller
final class BalancePages {
    private static final String SECTION = "customers";

    private final Pages pages;
    private final Frames frames;
    private final ReadBalance balances;
    private final BusinessClock clock;

    BalancePages(Pages pages, Frames frames, ReadBalance balances, BusinessClock clock) {
        this.pages = pages;
        this.frames = frames;
        this.balances = balances;
        this.clock = clock;
    }

    @GetMapping("/console/balances/{customer}")
    ResponseEntity<byte[]> all(@PathVariable("customer") String customer, Query query, HttpServletRequest request) {
        CustomerId of = new CustomerId(PageIds.require(customer, "customer"));
        @Nullable
        BalanceId after =
                query.nextPage().map(token -> new BalanceId(token.uuid(0))).orElse(null);
        return pages.show(
                "console/balances/balances.jte",
                () -> balances.all(of, after, clock.instant())
                        .page(frames.of(request, "Commits and credits", SECTION)));
    }

    @GetMapping("/console/balances/{customer}/{id}")
    ResponseEntity<byte[]> one(
            @PathVariable("customer") String customer,
            @PathVariable("id") String id,
            Query query,
            HttpServletRequest request) {
        CustomerId of = new CustomerId(PageIds.require(customer, "customer"));
        BalanceId balance = new BalanceId(PageIds.require(id, "commit or credit"));
        int from = query.whole("from", 0, Integer.MAX_VALUE).orElse(0);
        return pages.show("console/balances/balance.jte", () -> {
            ComposeBalance compose = new ComposeBalance(balances.one(of, balance, clock.instant()));
            return compose.page(frames.of(request, compose.title(), SECTION), from);
        });
    }
}
