package io.downbeat.lab.demo;

import io.downbeat.app.terminal.ConsolePrinter;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Who bills which month, as one line of time: months, the schedule's segments below them, the invoices below these. */
final class DemoTimeline {
    /** Six months of it, and the margin, fit into 80 columns. */
    private static final int MONTH = 12;

    private final YearMonth first;
    private final YearMonth last;

    /** @param last the last month shown; a segment that goes on beyond it ends in an arrow */
    DemoTimeline(YearMonth first, YearMonth last) {
        this.first = first;
        this.last = last;
    }

    /** @param from the month it begins in */
    record Mark(YearMonth from, String text) {}

    void print(ConsolePrinter printer, List<Mark> segments, List<Mark> invoices) {
        List<Mark> months = IntStream.range(0, months())
                .mapToObj(first::plusMonths)
                .map(month -> new Mark(
                        month, DemoWords.month(month.toString()) + (month.equals(first) ? " " + month.getYear() : "")))
                .toList();
        printer.fact("%s", line(months));
        printer.fact("%s", axis(segments));
        printer.fact("%s", line(segments));
        printer.fact("%s", line(invoices));
    }

    private int months() {
        return (int) first.until(last, ChronoUnit.MONTHS) + 1;
    }

    private int column(YearMonth month) {
        return MONTH * (int) first.until(month, ChronoUnit.MONTHS);
    }

    private String axis(List<Mark> segments) {
        StringBuilder axis = new StringBuilder("─".repeat(MONTH * months() - 1) + "→");
        for (Mark segment : segments) {
            axis.setCharAt(column(segment.from()), segment.from().equals(first) ? '├' : '┼');
        }
        return axis.toString();
    }

    private String line(List<Mark> marks) {
        StringBuilder line = new StringBuilder();
        List<Mark> inOrder = new ArrayList<>(marks);
        inOrder.sort(Comparator.comparing(Mark::from));
        for (Mark mark : inOrder) {
            line.append(" ".repeat(Math.max(0, column(mark.from()) - line.length())))
                    .append(mark.text());
        }
        return line.toString();
    }
}
