package io.downbeat.console.timeline;

import io.downbeat.console.words.Moments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The figure in words, for screens too narrow for it. */
final class Items {
    private record Placed(Instant at, Figure.Item item) {}

    private Items() {}

    static List<Figure.Item> of(Plan plan) {
        List<Placed> all = new ArrayList<>();
        Set<Instant> billed = new HashSet<>();
        for (Bill bill : plan.bills()) {
            if (bill.period() != null) {
                billed.add(bill.period().start());
            }
            if (plan.window().covers(bill.place())) {
                all.add(new Placed(bill.place(), item(bill)));
            }
        }
        for (Plan.Period period : plan.periods()) {
            if (!billed.contains(period.of().start()) && period.of().end().isAfter(plan.now())) {
                all.add(new Placed(Measures.middle(period.of()), toCome(period)));
            }
        }
        return all.stream()
                .sorted(Comparator.comparing(Placed::at))
                .map(Placed::item)
                .toList();
    }

    private static Figure.Item item(Bill bill) {
        return new Figure.Item(
                bill.period() == null ? "Charge, " + Moments.day(bill.issuedAt()) : Moments.period(bill.period()),
                bill.amount(),
                bill.destination().name(),
                bill.destination().css(),
                bill.condition().word(),
                bill.condition().css(),
                bill.detail(),
                bill.href());
    }

    private static Figure.Item toCome(Plan.Period period) {
        return new Figure.Item(
                Moments.period(period.of()),
                null,
                period.to().name(),
                period.to().css(),
                "to come",
                "c-to-come",
                "",
                null);
    }
}
