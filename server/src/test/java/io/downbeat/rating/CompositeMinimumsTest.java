package io.downbeat.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Listing;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Share;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What composite products are short of their minimums, and who pays it. */
class CompositeMinimumsTest {

    /** A tenth of nothing, from the day on, with a minimum. */
    private static Product tenth(String name, int from, String minimum) {
        List<Listing> days = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            days.add(new Listing(day >= from, List.of(new Step(null, Fraction.of("0.1"))), null, Fraction.of(minimum)));
        }
        return new Product(
                name,
                false,
                false,
                Collections.nCopies(Sold.DAYS, Set.of()),
                List.of(new Track(Map.of(), days)),
                Collections.nCopies(Sold.DAYS, new Share(Set.of("Alpha"), Set.of(), false, false)));
    }

    private static List<String> lines(Product... products) {
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
                Set.of(),
                Set.of(),
                List.of(),
                false,
                1,
                List.of(new Segment("K.0", Fraction.of("25"), -10, 100)));
        return new EngineOnSold(new Sold(
                        0,
                        List.of(products),
                        List.of("c1"),
                        Map.of("c1", List.of()),
                        false,
                        List.of(credit),
                        List.of()))
                .lines("c1");
    }

    /** The id of Support stands behind that of Tax here, and counts last. */
    @Test
    void of_two_minimums_a_balance_pays_that_of_the_earlier_name_first() {
        assertThat(lines(tenth("Tax", 0, "30"), tenth("Support", 0, "20")))
                .containsExactly(
                        "Support minimum 1x20=20 0..31 {}{} <K.0>",
                        "K applied=-20 0..31 {}{} <K.0>",
                        "Tax minimum 0.166666666667x30=5 0..31 {}{} <K.0>",
                        "K applied=-5 0..31 {}{} <K.0>",
                        "Tax minimum 0.833333333333x30=25 0..31 {}{}");
    }

    @Test
    void of_two_minimums_a_balance_pays_that_of_the_earlier_stretch_first() {
        assertThat(lines(tenth("Fee", 10, "30"), tenth("Tax", 0, "20")))
                .containsExactly(
                        "Tax minimum 1x20=20 0..31 {}{} <K.0>",
                        "K applied=-20 0..31 {}{} <K.0>",
                        "Fee minimum 0.166666666667x30=5 10..31 {}{} <K.0>",
                        "K applied=-5 10..31 {}{} <K.0>",
                        "Fee minimum 0.833333333333x30=25 10..31 {}{}");
    }
}
