package io.downbeat.rating;

import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Track;
import java.util.List;
import java.util.Map;

/**
 * What was used at one price, or what a minimum is short of, before anything pays it.
 *
 * @param team what it is presented by
 * @param before where its units begin, counted from where the tiers start
 * @param isMinimum whether it is what a composite product is short of
 */
record ReferenceCharge(
        Product product,
        Track track,
        Map<String, String> team,
        int from,
        int until,
        ReferencePrices.Price price,
        Fraction before,
        Fraction after,
        boolean isMinimum) {

    static ReferenceCharge minimum(Product product, int from, int until, Fraction missing) {
        var price = new ReferencePrices.Price(List.of(new Sold.Step(null, missing)), null, null, List.of());
        return new ReferenceCharge(
                product,
                product.tracks().getFirst(),
                Map.of(),
                from,
                until,
                price,
                Fraction.ZERO,
                Fraction.of("1"),
                true);
    }

    String name() {
        return isMinimum ? product.name() + " minimum" : product.name();
    }

    String dates() {
        return from + ".." + until + " " + track.region() + team;
    }

    /** What balances look at first, of lines that do not wait for each other: part 2.3. */
    static int inBurnOrder(ReferenceCharge one, ReferenceCharge other) {
        if (one.from != other.from) {
            return one.from < other.from ? -1 : 1;
        }
        int dearer = other.firstPrice().compareTo(one.firstPrice());
        if (dearer != 0) {
            return dearer;
        }
        int name = one.name().compareTo(other.name());
        if (name != 0) {
            return name;
        }
        int region =
                one.track.region().toString().compareTo(other.track.region().toString());
        return region != 0 ? region : one.team.toString().compareTo(other.team.toString());
    }

    /** A minimum stands behind what it tops up. */
    private Fraction firstPrice() {
        return isMinimum ? Fraction.ZERO : price.list().getFirst().price();
    }
}
