package io.downbeat.console.timeline;

import io.downbeat.console.words.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Draws what only some figures have: ghosts of replaced segments, and the strip of metered days. */
final class Extras {
    /** Pixels of a day of which everything was accepted. */
    private static final int FULL = 24;

    /** More columns than these would be thinner than a pixel in a narrow window. */
    private static final int MOST_COLUMNS = 400;

    private final Plan plan;
    private final Window window;

    Extras(Plan plan) {
        this.plan = plan;
        this.window = plan.window();
    }

    List<Figure.Ghost> ghosts() {
        return plan.extras().replaced().stream()
                .filter(ghost -> window.shares(ghost.from(), end(ghost)))
                .map(ghost -> {
                    double x = window.clamped(ghost.from());
                    return new Figure.Ghost(
                            Measures.percent(x),
                            Measures.percent(window.clamped(end(ghost)) - x),
                            ghost.to().css(),
                            "Replaced: " + ghost.to().name() + ", " + ghost.to().how() + ", from "
                                    + Moments.day(ghost.from()) + ", asked for " + Moments.day(ghost.askedAt()));
                })
                .toList();
    }

    private Instant end(Plan.Replaced ghost) {
        return ghost.until() == null ? window.until() : ghost.until();
    }

    Figure.@Nullable Strip strip() {
        List<Plan.Metered> shown = plan.extras().metered().stream()
                .filter(day -> window.covers(day.day()))
                .toList();
        if (shown.isEmpty()) {
            return null;
        }
        @Nullable
        Instant closes = shown.stream()
                .map(Plan.Metered::openUntil)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Figure.Strip(
                columns(shown),
                closes != null && window.covers(closes) ? Measures.percent(window.at(closes)) : null,
                closes == null ? "" : "The oldest open hour can be metered until " + Moments.moment(closes),
                sentence(shown));
    }

    private List<Figure.Column> columns(List<Plan.Metered> days) {
        long inAll = Duration.between(window.from(), window.until()).toDays();
        long each = Math.max(1, Math.ceilDiv(inAll, MOST_COLUMNS));
        List<Figure.Column> columns = new ArrayList<>();
        List<Plan.Metered> group = new ArrayList<>();
        for (Plan.Metered day : days) {
            if (!group.isEmpty()
                    && Duration.between(group.getFirst().day(), day.day()).toDays() >= each) {
                columns.add(column(group, each));
                group.clear();
            }
            group.add(day);
        }
        columns.add(column(group, each));
        return columns;
    }

    private Figure.Column column(List<Plan.Metered> group, long days) {
        Instant from = group.getFirst().day();
        long metered = group.stream().mapToLong(Plan.Metered::metered).sum();
        long accepted = group.stream().mapToLong(Plan.Metered::accepted).sum();
        int expired = group.stream().mapToInt(Plan.Metered::expired).sum();
        double x = window.clamped(from);
        double width = window.clamped(from.plus(Duration.ofDays(days))) - x;
        return new Figure.Column(
                Measures.percent(x),
                Measures.percent(width * 0.86),
                expired > 0 ? FULL : (int) Math.max(2, FULL * accepted / metered),
                expired > 0 ? "expired" : accepted == metered ? "whole" : "part",
                Moments.day(from) + ": " + accepted + " of " + metered + " units accepted"
                        + (expired == 0 ? "" : ", " + hours(expired) + " expired"));
    }

    private static String sentence(List<Plan.Metered> days) {
        long whole =
                days.stream().filter(day -> day.accepted() == day.metered()).count();
        int expired = days.stream().mapToInt(Plan.Metered::expired).sum();
        return "Metered on " + days.size() + (days.size() == 1 ? " day" : " days") + ", " + whole + " accepted in full"
                + (expired == 0 ? "" : "; " + hours(expired) + " expired") + ".";
    }

    private static String hours(int count) {
        return count == 1 ? "1 hour" : count + " hours";
    }
}
