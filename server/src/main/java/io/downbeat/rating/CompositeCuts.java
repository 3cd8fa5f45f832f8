package io.downbeat.rating;

import io.downbeat.pricing.products.Composition;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where composite products cut the usage that they are a share of: wherever one of their own stretches starts or ends, so
 * that every line counts in one stretch (pricing.md 2.3). Pure.
 */
final class CompositeCuts {
    /** A stretch of a composite product, with the instants where it starts and ends. */
    private record Edge(Composition of, Instant at) {}

    private final List<Edge> edges = new ArrayList<>();

    private CompositeCuts(List<CutInterval> intervals) {
        for (CutInterval interval : intervals) {
            Composition of = interval.whole().term().composition();
            if (of != null) {
                interval.parts()
                        .forEach(part -> edges.add(new Edge(of, part.term().from())));
                edges.add(new Edge(of, interval.whole().term().until()));
            }
        }
    }

    static CompositeCuts of(List<CutInterval> intervals) {
        return new CompositeCuts(intervals);
    }

    /** Composite products that are a share of others cut those, which then cut what they are a share of themselves. */
    static List<CutInterval> cut(List<CutInterval> intervals) {
        List<CutInterval> before = intervals;
        while (true) {
            CompositeCuts cuts = of(before);
            if (cuts.edges.isEmpty()) {
                return before;
            }
            List<CutInterval> after = before.stream().map(cuts::cut).toList();
            if (after.equals(before)) {
                return before;
            }
            before = after;
        }
    }

    boolean isCut(UsageTerm term, Instant moment) {
        return edges.stream().anyMatch(edge -> edge.at.equals(moment) && includes(edge, term));
    }

    private static boolean includes(Edge edge, UsageTerm term) {
        return edge.of.includes(term.product().id(), term.product().tags(), !term.isMetered());
    }

    private CutInterval cut(CutInterval interval) {
        UsageTerm term = interval.whole().term();
        NavigableSet<Instant> starts = new TreeSet<>();
        edges.stream()
                .filter(edge -> edge.at.isAfter(term.from()) && edge.at.isBefore(term.until()) && includes(edge, term))
                .forEach(edge -> starts.add(edge.at));
        interval.parts().forEach(part -> starts.add(part.term().from()));
        if (starts.size() == interval.parts().size()) {
            return interval;
        }
        List<PricedInterval> parts = new ArrayList<>();
        for (Instant from : starts) {
            Instant next = starts.higher(from);
            parts.add(interval.whole().between(from, next == null ? term.until() : next));
        }
        return new CutInterval(interval.whole(), parts);
    }
}
