package io.downbeat.console.timeline;

import io.downbeat.core.ServicePeriod;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Widths of texts and places in time, as the parts of the figure share them. */
final class Measures {
    /** Pixels that the figure has in the narrowest window that shows it, and in a wide one. */
    static final double NARROW = 690;

    private static final double WIDE = 1050;
    private static final int PADDING = 20;

    /** The class of a label that narrow windows do not show. */
    static final String WIDE_ONLY = "wide";

    private Measures() {}

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.3f%%", value);
    }

    /** The class of a label: none if it fits everywhere; {@code null} if it fits nowhere. */
    static @Nullable String fit(String label, double pixelsEach, double widthPercent) {
        double needs = label.length() * pixelsEach + PADDING;
        if (needs <= widthPercent / 100 * NARROW) {
            return "";
        }
        return needs <= widthPercent / 100 * WIDE ? WIDE_ONLY : null;
    }

    /** Which quarter of which year the moment is in. */
    static String quarter(Instant moment) {
        ZonedDateTime date = moment.atZone(ZoneOffset.UTC);
        return date.getYear() + "-" + (date.getMonthValue() - 1) / 3;
    }

    static Instant middle(ServicePeriod period) {
        return period.start()
                .plus(Duration.between(period.start(), period.end()).dividedBy(2));
    }
}
