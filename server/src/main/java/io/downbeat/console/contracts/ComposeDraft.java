package io.downbeat.console.contracts;

import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.Amount;
import io.downbeat.invoicing.Invoicing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the days of a draft into rows with bars. Pure. */
final class ComposeDraft {
    /** Columns of their own; what else there is comes together in the last one. */
    private static final int MOST_PRODUCTS = 4;

    private static final String OTHERS = "other products";

    private final List<Map<String, Amount>> amounts = new ArrayList<>();
    private final List<String> products;
    private final List<Invoicing.OneDay> days;

    private ComposeDraft(List<Invoicing.OneDay> days) {
        this.days = days;
        this.products = products(days);
        for (Invoicing.OneDay day : days) {
            Map<String, Amount> columns = new HashMap<>();
            day.byProduct()
                    .forEach((product, amount) ->
                            columns.merge(products.contains(product) ? product : OTHERS, amount, Amount::plus));
            amounts.add(columns);
        }
    }

    record Columns(List<String> products, List<DraftPage.Day> days) {}

    static Columns of(List<Invoicing.OneDay> days) {
        var draft = new ComposeDraft(days);
        return new Columns(draft.products, draft.rows());
    }

    /** The largest ones; a last column for the others if there are more. */
    private static List<String> products(List<Invoicing.OneDay> days) {
        Map<String, Amount> totals = new TreeMap<>();
        days.forEach(day -> day.byProduct().forEach((product, amount) -> totals.merge(product, amount, Amount::plus)));
        List<String> largest = totals.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().value().negate()))
                .map(Map.Entry::getKey)
                .toList();
        if (largest.size() <= MOST_PRODUCTS) {
            return largest;
        }
        List<String> shown = new ArrayList<>(largest.subList(0, MOST_PRODUCTS - 1));
        shown.add(OTHERS);
        return shown;
    }

    private List<DraftPage.Day> rows() {
        double most = amounts.stream().mapToDouble(ComposeDraft::shown).max().orElse(0);
        List<DraftPage.Day> rows = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            Map<String, Amount> columns = amounts.get(i);
            rows.add(new DraftPage.Day(
                    Moments.day(days.get(i).day()),
                    products.stream().map(product -> text(columns.get(product))).toList(),
                    columns.values().stream()
                            .reduce(Amount::plus)
                            .map(Money::text)
                            .orElse(""),
                    bars(columns, most)));
        }
        return rows;
    }

    private static String text(@Nullable Amount amount) {
        return amount == null ? "" : Money.text(amount);
    }

    /** What is negative has no length. */
    private static double shown(Map<String, Amount> columns) {
        return columns.values().stream().mapToDouble(ComposeDraft::length).sum();
    }

    private static double length(Amount amount) {
        return Math.max(0, amount.value().doubleValue());
    }

    private List<DraftPage.Bar> bars(Map<String, Amount> columns, double most) {
        List<DraftPage.Bar> bars = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < products.size(); i++) {
            String product = products.get(i);
            double width = Optional.ofNullable(columns.get(product))
                    .map(amount -> most == 0 ? 0 : 100 * length(amount) / most)
                    .orElse(0.0);
            if (width > 0) {
                bars.add(new DraftPage.Bar(
                        percent(x), percent(width), "b" + i, product + ": " + text(columns.get(product))));
            }
            x += width;
        }
        return bars;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
