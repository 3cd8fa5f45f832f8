package io.downbeat.lab.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One customer with one contract: what was used and charged, and who must bill it. */
final class TestCustomer {
    final String customer;
    final String contract;
    final Texts texts;
    final Schedule.Billed home;
    final Schedule.Billed other;
    final Schedule schedule;
    /** Cents used in the week that begins then. */
    final Map<Instant, Long> used = new TreeMap<>();
    /** Cents charged at the instant. */
    final Map<Instant, Long> charged = new TreeMap<>();
    /** {@code null} for one that pays for all it uses. */
    final @Nullable Balances balances;

    /**
     * What stands on its invoices, and what it was told to be called.
     *
     * @param usage of a usage line: the product's name and the value by which its usage is shown
     * @param charge of a line for a charge
     * @param givingBack the number of the week in which it gives back more than it uses; -1 for none
     */
    record Texts(String name, String usage, String charge, int givingBack) {}

    /**
     * What pays for its usage before anybody is charged: a credit of its own every week, and then a commit that was paid
     * for, until it is used up.
     *
     * @param credit cents that it can use in each week
     * @param commit cents that it can use in all
     * @param price cents that the commit costs
     * @param paidAt when it is charged
     * @param texts of the lines that take off what they pay
     */
    record Balances(long credit, long commit, long price, Instant paidAt, List<String> texts) {
        Balances {
            texts = List.copyOf(texts);
        }

        /** What is owed for usage, week by week; what gives back draws nothing. */
        Map<Instant, Long> owed(Map<Instant, Long> used) {
            Map<Instant, Long> owed = new TreeMap<>();
            long left = commit;
            for (var week : new TreeMap<>(used).entrySet()) {
                long afterCredit = Math.max(week.getValue() - credit, Math.min(week.getValue(), 0));
                long drawn = Math.clamp(afterCredit, 0, left);
                left -= drawn;
                owed.put(week.getKey(), afterCredit - drawn);
            }
            return owed;
        }
    }

    /**
     * An invoice that must exist.
     *
     * @param covered cents of it that balances pay
     * @param texts what one or the other of its lines says, as far as no provider cuts it off
     */
    record Due(boolean usage, Instant at, long cents, long covered, List<String> texts, Schedule.Billed billed) {
        Due {
            texts = List.copyOf(texts);
        }

        /** Why it must be parked, {@code null} if it must arrive. */
        @Nullable
        Refusal refusal() {
            Refusal refusal = billed.refusal();
            if (refusal != null && refusal.strikes(usage)) {
                return refusal;
            }
            return cents < 0 && !billed.destination().takesBelowZero() ? Refusal.BELOW_ZERO : null;
        }

        @Override
        public String toString() {
            return "%s of %s, %d cents, %s".formatted(usage ? "usage" : "charge", at, cents, billed);
        }
    }

    TestCustomer(
            String customer,
            String contract,
            Texts texts,
            Schedule.Billed home,
            Schedule.Billed other,
            Schedule.Billed first,
            @Nullable Balances balances) {
        this.customer = customer;
        this.contract = contract;
        this.texts = texts;
        this.home = home;
        this.other = other;
        this.schedule = new Schedule(first);
        this.balances = balances;
    }

    List<Due> due() {
        List<Due> due = new ArrayList<>();
        List<String> usage = new ArrayList<>(List.of(texts.usage()));
        if (balances != null) {
            usage.addAll(balances.texts());
            due.add(charge(balances.paidAt(), balances.price()));
        }
        Map<Instant, Long> owed = balances == null ? used : balances.owed(used);
        used.forEach((week, cents) -> {
            long left = owed.getOrDefault(week, cents);
            due.add(new Due(true, week, left, cents - left, usage, schedule.at(week)));
        });
        charged.forEach((date, cents) -> due.add(charge(date, cents)));
        return due;
    }

    private Due charge(Instant date, long cents) {
        return new Due(false, date, cents, 0, List.of(texts.charge()), schedule.at(date));
    }
}
