package io.downbeat.console.timeline;

import io.downbeat.console.words.Moments;
import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out where everything on the figure stands. Pure.
 *
 * <p>Text never scales and is never clipped: a label is drawn where its estimated width fits into what a narrow desktop window
 * leaves it, on wide windows only where it needs those, and nowhere else; the title always has it whole.
 */
public final class Drawing {
    /** Above this many periods they are drawn in quarters, and the axis in years. */
    static final int MOST_PERIODS = 36;

    private static final double ONE_LINE_BELOW = 7;
    private static final double NO_LINE_BELOW = 4;

    private final Plan plan;
    private final Window window;
    private final boolean quarters;

    private Drawing(Plan plan) {
        this.plan = plan;
        this.window = plan.window();
        this.quarters = plan.periods().size() > MOST_PERIODS;
    }

    public static Figure of(Plan plan) {
        return new Drawing(plan).figure();
    }

    private Figure figure() {
        Marks.Drawn marks = Marks.of(plan, quarters);
        double now = window.at(plan.now());
        boolean isInside = now >= 0 && now <= 100;
        Extras extras = new Extras(plan);
        return new Figure(
                Axis.ticks(window, quarters, plan.periods()),
                grid(),
                segments(),
                periods(),
                marks.marks(),
                isInside ? Measures.percent(now) : null,
                // The pill stays inside the figure when its line is at the very edge.
                Measures.percent(Math.clamp(now, 100 * 20 / Measures.NARROW, 100 - 100 * 20 / Measures.NARROW)),
                marks.charges(),
                extras.ghosts(),
                extras.strip(),
                Items.of(plan));
    }

    private List<String> grid() {
        return groups().stream()
                .map(group ->
                        Measures.percent(window.clamped(group.getFirst().of().start())))
                .toList();
    }

    private List<Figure.Segment> segments() {
        List<Figure.Segment> drawn = new ArrayList<>();
        for (Plan.Segment segment : plan.segments()) {
            Instant end = segment.until() == null ? window.until() : segment.until();
            if (window.shares(segment.from(), end)) {
                drawn.add(segment(segment, window.clamped(segment.from()), window.clamped(end)));
            }
        }
        return drawn;
    }

    private Figure.Segment segment(Plan.Segment segment, double x, double end) {
        double width = end - x;
        boolean isToCome = segment.from().isAfter(plan.now());
        String how = isToCome ? toCome(segment, width) : segment.to().how();
        @Nullable
        String nameFit =
                width < NO_LINE_BELOW ? null : Measures.fit(segment.to().name(), 7.6, width);
        @Nullable String howFit = width < ONE_LINE_BELOW ? null : Measures.fit(how, 6.1, width);
        return new Figure.Segment(
                Measures.percent(x),
                Measures.percent(width),
                segment.to().css() + (isToCome ? " to-come" : ""),
                nameFit == null ? null : segment.to().name(),
                howFit == null ? null : how,
                nameFit == null ? "" : nameFit,
                howFit == null ? "" : howFit,
                title(segment),
                segment.to().provider(),
                segment.from().toString(),
                segment.until() == null ? "" : segment.until().toString());
    }

    /** From when on matters more than how. */
    private static String toCome(Plan.Segment segment, double width) {
        String from = "from " + Moments.day(segment.from());
        String whole = segment.to().how() + ", " + from;
        return Measures.fit(whole, 6.1, width) == null ? from : whole;
    }

    private static String title(Plan.Segment segment) {
        String until = segment.until() == null ? ", open" : " until " + Moments.moment(segment.until());
        return segment.to().name() + ", " + segment.to().how() + ": from " + Moments.moment(segment.from()) + until;
    }

    private List<Figure.Period> periods() {
        return groups().stream().map(this::period).toList();
    }

    private Figure.Period period(List<Plan.Period> group) {
        ServicePeriod whole = whole(group);
        double x = window.clamped(whole.start());
        Plan.Period last = group.getLast();
        boolean isToCome = whole.start().isAfter(plan.now());
        return new Figure.Period(
                Measures.percent(x),
                Measures.percent(window.clamped(whole.end()) - x),
                last.to().css() + (isToCome ? " to-come" : ""),
                Moments.period(whole) + ": " + last.to().name());
    }

    private static ServicePeriod whole(List<Plan.Period> group) {
        return new ServicePeriod(
                group.getFirst().of().start(), group.getLast().of().end());
    }

    /** Periods as they are drawn: each alone, or those that begin in one quarter of the year and go the same way together. */
    private List<List<Plan.Period>> groups() {
        List<List<Plan.Period>> groups = new ArrayList<>();
        for (Plan.Period period : plan.periods()) {
            boolean joins = quarters
                    && !groups.isEmpty()
                    && isOneQuarter(groups.getLast().getLast(), period);
            if (joins) {
                groups.getLast().add(period);
            } else {
                groups.add(new ArrayList<>(List.of(period)));
            }
        }
        return groups;
    }

    private static boolean isOneQuarter(Plan.Period one, Plan.Period next) {
        return Measures.quarter(one.of().start())
                        .equals(Measures.quarter(next.of().start()))
                && one.to().equals(next.to());
    }
}
