package io.downbeat.console.timeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figure as its template draws it. Every x and width is an attribute's text in per cent; what is {@code null} is not drawn.
 *
 * @param nowX {@code null} if now is outside of what is shown
 * @param charges whether there is a lane for charges on dates
 * @param ghosts segments that were replaced, where changes are shown
 * @param strip how metering went; {@code null} where nothing is metered
 * @param items the same in words, in order of time, for narrow screens
 */
public record Figure(
        List<Tick> ticks,
        List<String> grid,
        List<Segment> segments,
        List<Period> periods,
        List<Mark> marks,
        @Nullable String nowX,
        String nowPill,
        boolean charges,
        List<Ghost> ghosts,
        @Nullable Strip strip,
        List<Item> items) {
    public Figure {
        ghosts = List.copyOf(ghosts);
        ticks = List.copyOf(ticks);
        grid = List.copyOf(grid);
        segments = List.copyOf(segments);
        periods = List.copyOf(periods);
        marks = List.copyOf(marks);
        items = List.copyOf(items);
    }

    static final int LANE = 132;
    static final int CHARGES_LANE = 214;
    private static final int STRIP = 46;

    /** In pixels. */
    public int height() {
        return stripTop() + (strip == null ? 0 : STRIP);
    }

    /** Where the strip of metered days begins. */
    public int stripTop() {
        return charges ? 272 : 190;
    }

    /** A thin bar below the segment that took its place. */
    public record Ghost(String x, String width, String css, String title) {}

    /**
     * @param closesX where the window of the oldest open hour ends; {@code null} where that is not to be seen
     * @param closes the same in words; empty if no hour is open
     * @param says all of it in one sentence
     */
    public record Strip(List<Column> columns, @Nullable String closesX, String closes, String says) {
        public Strip {
            columns = List.copyOf(columns);
        }
    }

    /** @param height in pixels: the share of the day that was accepted */
    public record Column(String x, String width, int height, String css, String title) {
        /** Below the top of the strip, so that all stand on one line. */
        public int y() {
            return 40 - height;
        }
    }

    public record Tick(String x, String label) {}

    /**
     * @param css its colour, and how certain it is
     * @param name {@code null} where it does not fit
     * @param how {@code null} where it does not fit
     * @param nameCss whether the name fits on wide screens only
     * @param title all of it in one sentence
     * @param until empty for an open one
     */
    public record Segment(
            String x,
            String width,
            String css,
            @Nullable String name,
            @Nullable String how,
            String nameCss,
            String howCss,
            String title,
            String provider,
            String from,
            String until) {
        /** Nobody, and one who stands between us and the marketplace, are told apart from a marketplace by more than colour. */
        public boolean isHatched() {
            return css.startsWith("p-none") || css.startsWith("p-tackle");
        }
    }

    public record Period(String x, String width, String css, String title) {}

    /**
     * @param y of its middle
     * @param glyph a text inside the shape, such as the number of tries
     * @param label below it; {@code null} where it does not fit
     * @param invoice {@code null} for what is to come
     * @param others further invoices at the same place, which this mark stands for
     */
    public record Mark(
            String x,
            int y,
            Shape shape,
            String css,
            @Nullable String glyph,
            @Nullable Label label,
            String title,
            @Nullable Invoice invoice,
            List<Other> others) {
        public Mark {
            others = List.copyOf(others);
        }
    }

    /**
     * @param amount {@code null} where several are one mark
     * @param css whether it fits on wide screens only
     */
    public record Label(@Nullable String amount, String word, String css) {}

    /** @param number of it among all, for the row of a table that shows the same */
    public record Invoice(int number, String id, String state, String href) {}

    /** What a mark is drawn as. It carries the condition; the colour only repeats it. */
    public enum Shape {
        DISC,
        TRIANGLE,
        RING,
        DASHED_RING,
        DASH,
        DOT,
        DIAMOND,
        DASHED_DIAMOND
    }

    public record Other(String invoiceId, String state, String title) {}

    /** @param href {@code null} for what is to come */
    public record Item(
            String when,
            @Nullable String amount,
            String provider,
            String providerCss,
            String word,
            String css,
            String detail,
            @Nullable String href) {}
}
