package io.downbeat.rating;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two contracts of one customer as the reference calculator reads them: plain data, dates as days of January from 0, names
 * instead of ids. Nothing here is the engine's.
 *
 * @param decimals of money on a line: none where it is in cents, two where it is in euros
 */
record Sold(
        int decimals,
        List<Product> products,
        List<String> contracts,
        Map<String, List<Override>> overrides,
        boolean explicit,
        List<Balance> balances,
        List<Use> uses) {
    static final int DAYS = 31;
    /** Money for one of the custom unit. */
    static final Fraction FACTOR = Fraction.of("0.75");

    static final List<String> TEAMS = List.of("x", "y", "z");

    /** @param size {@code null} for a step without end */
    record Step(@Nullable Fraction size, Fraction price) {}

    /**
     * What the card says on one day.
     *
     * @param minimum of a month, of a share of others
     */
    record Listing(
            boolean entitled,
            List<Step> list,
            @Nullable List<Step> commit,
            @Nullable Fraction minimum) {}

    /** What a composite product is a share of on one day: any of the products, and whatever has any of the tags. */
    record Share(Set<String> products, Set<String> tags, boolean withoutFree, boolean ofComposites) {}

    /** A rate of a product: for one region, or for all of its usage. */
    record Track(Map<String, String> region, List<Listing> days) {}

    /**
     * @param tags on each day
     * @param byTeam whether usage is presented by team
     * @param shares on each day, of a composite product; none of what is metered
     */
    record Product(
            String name,
            boolean isCustom,
            boolean byTeam,
            List<Set<String>> tags,
            List<Track> tracks,
            List<Share> shares) {
        boolean isComposite() {
            return !shares.isEmpty();
        }

        List<Map<String, String>> teams() {
            return byTeam ? TEAMS.stream().map(team -> Map.of("team", team)).toList() : List.of(Map.of());
        }
    }

    /** What is named by all that a specifier says; what it leaves out matches anything. */
    record Specifier(
            @Nullable String product,
            Set<String> tags,
            Map<String, String> region,
            Map<String, String> team,
            Set<String> payers) {}

    enum Kind {
        OVERWRITE,
        MULTIPLIER,
        TIERED,
        ENTITLED
    }

    /**
     * @param steps a rate to overwrite with, or the factors of a multiplier
     * @param minimum of the rate that overwrites one
     * @param until exclusive; beyond the month for no end
     */
    record Override(
            Kind kind,
            List<Step> steps,
            @Nullable Fraction minimum,
            List<Specifier> anyOf,
            int from,
            int until,
            int priority,
            @Nullable Boolean entitled,
            boolean isCommitSpecific,
            boolean ofCommitRate) {}

    record Segment(String name, Fraction amount, int from, int until) {}

    /**
     * @param type CREDIT, PREPAID or POSTPAID
     * @param contracts that it is for; empty for all of the customer
     * @param isOfContract whether one contract agreed on it
     * @param recurring the recurring item that made it, if one did
     * @param products with {@code tags}, any of which is enough; both empty for no restriction by them
     */
    record Balance(
            String name,
            String type,
            boolean isCustom,
            boolean isOfContract,
            List<String> contracts,
            boolean isRolledOver,
            @Nullable String recurring,
            @Nullable Fraction priority,
            Fraction paid,
            Set<String> products,
            Set<String> tags,
            List<Specifier> specifiers,
            boolean atCommitRate,
            int createdAt,
            List<Segment> segments) {}

    /** @param groups region and team, of every use */
    record Use(String product, int day, Map<String, String> groups, Fraction quantity) {}

    Sold without(List<Balance> some) {
        List<Balance> rest =
                balances.stream().filter(each -> !some.contains(each)).toList();
        return new Sold(decimals, products, contracts, overrides, explicit, rest, uses);
    }

    Sold with(Balance more) {
        return new Sold(
                decimals,
                products,
                contracts,
                overrides,
                explicit,
                Stream.concat(balances.stream(), Stream.of(more)).toList(),
                uses);
    }
}
