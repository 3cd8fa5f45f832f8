package io.downbeat.pricing;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The rates of a card as requests select and page them: by product, group values and start. */
public final class ListedRates {
    private ListedRates() {}

    /**
     * @param body its {@code selectors} say which rates the caller wants to see
     * @param query its {@code limit} and {@code next_page}
     * @param at as of when the products are shown
     */
    public static Page<ListedRate> page(
            Body body, Query query, PriceBook book, Instant at, Predicate<ListedRate> wanted) {
        int limit = query.limit(100);
        Optional<PageToken> after = query.nextPage();
        RateSelectors selectors = RateSelectors.read(body);
        List<ListedRate> rows = book.segments().stream()
                .filter(segment -> after.map(token -> isAfter(segment, token)).orElse(true))
                .map(segment -> ListedRate.of(
                        segment, book.product(segment.entry().product()).at(at), book.unit(segment.entry())))
                .filter(wanted)
                .filter(selectors::match)
                .limit(limit + 1L)
                .toList();
        return Page.of(rows, limit, ListedRates::place);
    }

    private static PageToken place(ListedRate rate) {
        return PageToken.after(
                rate.product().id(), PriceBook.group(rate.pricingGroupValues(), rate.billingFrequency()), rate.from());
    }

    private static boolean isAfter(RateSchedule.Segment segment, PageToken token) {
        int product = segment.entry()
                .product()
                .value()
                .toString()
                .compareTo(token.uuid(0).toString());
        int group = PriceBook.group(
                        segment.entry().pricingGroupValues(), segment.entry().billingFrequency())
                .compareTo(token.value(1));
        return product != 0
                ? product > 0
                : group != 0 ? group > 0 : segment.from().isAfter(token.instant(2));
    }
}
