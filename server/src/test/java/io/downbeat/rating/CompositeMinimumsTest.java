package io.downbeat.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Kind;
import io.downbeat.rating.Sold.Listing;
import io.downbeat.rating.Sold.Override;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Share;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import io.downbeat.rating.Sold.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Minimums of composite products, and who pays what. */
class CompositeMinimumsTest {

    private static Product product(String name, Listing listing, int from, List<Share> shares) {
        List<Listing> days = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            days.add(new Listing(day >= from, listing.list(), null, listing.minimum()));
        }
        return new Product(
                name,
                false,
                false,
                Collections.nCopies(Sold.DAYS, Set.of()),
                List.of(new Track(Map.of(), days)),
                shares);
    }

    /** A tenth of what is spent on Alpha from the day on. */
    private static Product tenth(String name, int from, String minimum) {
        return product(
                name,
                new Listing(true, flat("0.1"), null, Fraction.of(minimum)),
                from,
                Collections.nCopies(Sold.DAYS, new Share(Set.of("Alpha"), Set.of(), false, false)));
    }

    private static List<Step> flat(String price) {
        return List.of(new Step(null, Fraction.of(price)));
    }

    /** @param from where K, a credit of 25 for all but Alpha, begins */
    private static List<String> lines(List<Product> products, List<Override> overrides, int from, List<Use> uses) {
        Balance credit = new Balance(
                "K",
                "CREDIT",
                false,
                true,
                List.of("c1"),
                false,
                null,
                null,
                Fraction.ZERO,
                Set.of("Fee", "Support", "Tax"),
                Set.of(),
                List.of(),
                false,
                1,
                List.of(new Segment("K.0", Fraction.of("25"), from, 100)));
        return new EngineOnSold(
                        new Sold(0, products, List.of("c1"), Map.of("c1", overrides), false, List.of(credit), uses))
                .lines("c1");
    }

    /** The id of Support stands behind that of Tax here. */
    @Test
    void of_two_minimums_a_balance_pays_that_of_the_earlier_name_first() {
        assertThat(lines(List.of(tenth("Tax", 0, "30"), tenth("Support", 0, "20")), List.of(), -10, List.of()))
                .containsExactly(
                        "Support minimum 1x20=20 0..31 {}{} <K.0>",
                        "K applied=-20 0..31 {}{} <K.0>",
                        "Tax minimum 0.166666666667x30=5 0..31 {}{} <K.0>",
                        "K applied=-5 0..31 {}{} <K.0>",
                        "Tax minimum 0.833333333333x30=25 0..31 {}{}");
    }

    @Test
    void of_two_minimums_a_balance_pays_that_of_the_earlier_charge_first() {
        assertThat(lines(List.of(tenth("Fee", 10, "30"), tenth("Tax", 0, "20")), List.of(), -10, List.of()))
                .containsExactly(
                        "Tax minimum 1x20=20 0..31 {}{} <K.0>",
                        "K applied=-20 0..31 {}{} <K.0>",
                        "Fee minimum 0.166666666667x30=5 10..31 {}{} <K.0>",
                        "K applied=-5 10..31 {}{} <K.0>",
                        "Fee minimum 0.833333333333x30=25 10..31 {}{}");
    }

    /** What is paid at the list price is the difference of rounded running totals: 11 less 6, and not 5.5 rounded. */
    @Test
    void a_share_for_commits_is_the_list_price_though_the_card_has_a_minimum_that_the_contract_has_not() {
        Product alpha = product("Alpha", new Listing(true, flat("1"), null, null), 0, List.of());
        assertThat(lines(
                        List.of(alpha, tenth("Support", 0, "50")),
                        List.of(ofSupport(Kind.OVERWRITE, "0.05", false), ofSupport(Kind.MULTIPLIER, "0.5", true)),
                        10,
                        List.of(use(5), use(20))))
                .containsExactly(
                        "Alpha 110x1=110 0..10 {}{}",
                        "Alpha 110x1=110 10..31 {}{}",
                        "Support 110x0.05=6 0..10 {}{}",
                        "Support 110x0.05=5 10..31 {}{} <K.0>",
                        "K applied=-5 10..31 {}{} <K.0>");
    }

    private static Override ofSupport(Kind kind, String number, boolean isCommitSpecific) {
        Specifier support = new Specifier("Support", Set.of(), Map.of(), Map.of(), Set.of());
        return new Override(kind, flat(number), null, List.of(support), -10, 100, 1, null, isCommitSpecific, false);
    }

    private static Use use(int day) {
        return new Use("Alpha", day, Map.of("region", "eu", "team", "x"), Fraction.of("110"));
    }
}
