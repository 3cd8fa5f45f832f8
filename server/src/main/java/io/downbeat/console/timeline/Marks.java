package io.downbeat.console.timeline;

import io.downbeat.console.timeline.Figure.Mark;
import io.downbeat.console.timeline.Figure.Other;
import io.downbeat.console.timeline.Figure.Shape;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Moments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The marks of invoices, and of those to come. Invoices at one place are one mark, which has their number. */
final class Marks {
    /** Per cent between two marks below which they would touch in the narrowest window. */
    static final double STACKED_BELOW = 3.4;

    /** What a person must see first wins where several are one mark. */
    private static final List<Condition> WORST_FIRST = List.of(
            Condition.NEEDS_YOU,
            Condition.IN_DOUBT,
            Condition.RETRYING,
            Condition.WAITING,
            Condition.DRAFT,
            Condition.KEPT_HERE,
            Condition.SKIPPED,
            Condition.CANCELLED,
            Condition.DELIVERED,
            Condition.VOID);

    private final Plan plan;
    private final boolean quarters;

    private Marks(Plan plan, boolean quarters) {
        this.plan = plan;
        this.quarters = quarters;
    }

    /** @param charges whether there is a lane for charges on dates */
    record Drawn(List<Mark> marks, boolean charges) {}

    private record Stack(List<Bill> bills, double x) {
        Bill worst() {
            return bills.stream()
                    .min(Comparator.comparingInt(bill -> WORST_FIRST.indexOf(bill.condition())))
                    .orElseThrow();
        }
    }

    static Drawn of(Plan plan, boolean quarters) {
        var marks = new Marks(plan, quarters);
        List<Stack> usage = marks.stacks(true);
        List<Stack> charges = marks.stacks(false);
        List<Mark> drawn = new ArrayList<>();
        marks.draw(usage, Figure.LANE, drawn);
        marks.toCome(drawn);
        // With nothing above them they need no lane of their own.
        boolean isAlone = usage.isEmpty() && plan.periods().isEmpty();
        marks.draw(charges, isAlone ? Figure.LANE : Figure.CHARGES_LANE, drawn);
        return new Drawn(drawn, !charges.isEmpty() && !isAlone);
    }

    private List<Stack> stacks(boolean ofPeriods) {
        List<Bill> shown = plan.bills().stream()
                .filter(bill -> (bill.period() != null) == ofPeriods)
                .filter(bill -> plan.window().covers(bill.place()))
                .sorted(Comparator.comparing(Bill::place)
                        .thenComparing(bill -> bill.id().value()))
                .toList();
        List<Stack> stacks = new ArrayList<>();
        for (Bill bill : shown) {
            double x = plan.window().at(bill.place());
            Stack last = stacks.isEmpty() ? null : stacks.getLast();
            if (last != null && isOnePlace(last, bill, x)) {
                last.bills().add(bill);
            } else {
                stacks.add(new Stack(new ArrayList<>(List.of(bill)), x));
            }
        }
        return stacks;
    }

    private boolean isOnePlace(Stack stack, Bill bill, double x) {
        return x - stack.x() < STACKED_BELOW
                || quarters
                        && Measures.quarter(stack.bills().getFirst().place()).equals(Measures.quarter(bill.place()));
    }

    private void draw(List<Stack> stacks, int y, List<Mark> drawn) {
        for (int i = 0; i < stacks.size(); i++) {
            double before = i == 0
                    ? Double.MAX_VALUE
                    : stacks.get(i).x() - stacks.get(i - 1).x();
            double after = i == stacks.size() - 1
                    ? Double.MAX_VALUE
                    : stacks.get(i + 1).x() - stacks.get(i).x();
            drawn.add(mark(stacks.get(i), y, Math.min(before, after)));
        }
    }

    /** @param room per cent to the nearest neighbour, which a label shares with the neighbour's */
    private Mark mark(Stack stack, int y, double room) {
        Bill shown = stack.worst();
        boolean isStack = stack.bills().size() > 1;
        String word =
                isStack ? stack.bills().size() + " invoices" : shown.condition().word();
        String amount = isStack ? "" : shown.amount();
        @Nullable String fit = labelFit(amount, word, stack.x(), room);
        return new Mark(
                Measures.percent(stack.x()),
                y,
                shape(shown, isStack),
                shown.condition().css(),
                isStack ? String.valueOf(stack.bills().size()) : glyph(shown),
                fit == null ? null : new Figure.Label(isStack ? null : amount, word, fit),
                isStack ? stack.bills().size() + " invoices here; the worst: " + title(shown) : title(shown),
                new Figure.Invoice(plan.bills().indexOf(shown), shown.id().toString(), shown.wire(), shown.href()),
                stack.bills().stream()
                        .filter(bill -> !bill.equals(shown))
                        .map(bill -> new Other(bill.id().toString(), bill.wire(), title(bill)))
                        .toList());
    }

    /** Labels are centred: at the edges of the figure they have only what is left there, on both sides. */
    private static @Nullable String labelFit(String amount, String word, double x, double room) {
        double width = Math.min(room, 2 * Math.min(x, 100 - x) + 4);
        @Nullable String ofAmount = Measures.fit(amount, 7.2, width + 1.6);
        @Nullable String ofWord = Measures.fit(word, 5.9, width + 1.6);
        if (ofAmount == null || ofWord == null) {
            return null;
        }
        return ofAmount.isEmpty() ? ofWord : ofAmount;
    }

    static String title(Bill bill) {
        return bill.when() + ": " + bill.amount() + " to " + bill.destination().name() + ", "
                + bill.condition().word() + (bill.detail().isEmpty() ? "" : ". " + bill.detail());
    }

    private static Shape shape(Bill bill, boolean isStack) {
        boolean isCharge = bill.period() == null;
        return switch (bill.condition()) {
            case NEEDS_YOU -> Shape.TRIANGLE;
            case DELIVERED, IN_DOUBT, VOID -> isCharge ? Shape.DIAMOND : Shape.DISC;
            case RETRYING, WAITING, KEPT_HERE -> isCharge && !isStack ? Shape.DIAMOND : Shape.RING;
            case DRAFT -> isCharge ? Shape.DASHED_DIAMOND : Shape.DASHED_RING;
            case SKIPPED, CANCELLED -> Shape.DASH;
        };
    }

    private static @Nullable String glyph(Bill bill) {
        return switch (bill.condition()) {
            case DELIVERED -> "✓";
            case IN_DOUBT -> "?";
            case NEEDS_YOU -> "!";
            case VOID -> "×";
            case RETRYING -> String.valueOf(Math.max(1, bill.tries()));
            case WAITING -> "…";
            case DRAFT, SKIPPED, CANCELLED, KEPT_HERE -> null;
        };
    }

    /** A dot for each period that has no invoice yet. */
    private void toCome(List<Mark> drawn) {
        Set<Object> billed = new HashSet<>();
        plan.bills().forEach(bill -> {
            if (bill.period() != null) {
                billed.add(bill.period().start());
            }
        });
        for (Plan.Period period : plan.periods()) {
            if (!billed.contains(period.of().start()) && period.of().end().isAfter(plan.now())) {
                double x = plan.window().at(Measures.middle(period.of()));
                drawn.add(new Mark(
                        Measures.percent(x),
                        Figure.LANE,
                        Shape.DOT,
                        "c-to-come",
                        null,
                        null,
                        Moments.period(period.of()) + ": to come, to "
                                + period.to().name(),
                        null,
                        List.of()));
            }
        }
    }
}
