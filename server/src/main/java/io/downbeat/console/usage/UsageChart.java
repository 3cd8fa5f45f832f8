package io.downbeat.console.usage;

import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.usage.events.EventsOfHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events by the hour, as bars on a true axis of time: hours without events are gaps. Pure. */
final class UsageChart {
    static final int HEIGHT = 96;
    /** Fewer would make one event a wall. */
    private static final long FEWEST_HOURS = 24;
    /** Per cent: what can still be seen where the bars lie months apart. */
    private static final double NARROWEST = 0.25;

    private UsageChart() {}

    /** @param counts the latest hours first */
    static UsagePage.Chart of(List<EventsOfHour> counts) {
        if (counts.isEmpty()) {
            return new UsagePage.Chart("No events.", List.of(), "", "", "");
        }
        Instant end = counts.getFirst().hour().plus(Duration.ofHours(1));
        Instant oldest = counts.getLast().hour();
        long hours = Math.max(FEWEST_HOURS, Duration.between(oldest, end).toHours());
        Instant start = end.minus(Duration.ofHours(hours));
        long most = counts.stream().mapToLong(EventsOfHour::events).max().orElseThrow();
        double width = 100.0 / hours;
        double drawn = Math.max(width * 0.8, NARROWEST);
        List<UsagePage.Bar> bars = new ArrayList<>();
        for (EventsOfHour count : counts.reversed()) {
            int height = (int) Math.max(1, Math.round((double) HEIGHT * count.events() / most));
            bars.add(new UsagePage.Bar(
                    percent(Math.min(Duration.between(start, count.hour()).toHours() * width, 100 - drawn)),
                    percent(drawn),
                    HEIGHT - height,
                    height,
                    Figures.count(count.events()) + (count.events() == 1 ? " event" : " events") + " in the hour from "
                            + Moments.moment(count.hour())));
        }
        return new UsagePage.Chart(
                "Events by the hour they were used in, from " + Moments.moment(start) + " to " + Moments.moment(end)
                        + "; at most " + Figures.count(most) + " in an hour.",
                bars,
                Moments.moment(start),
                Moments.moment(end),
                Figures.count(most));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.3f%%", value);
    }
}
