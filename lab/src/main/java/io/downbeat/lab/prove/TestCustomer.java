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

    /**
     * What stands on its invoices, and what it was told to be called.
     *
     * @param usage of a usage line: the product's name and the value by which its usage is shown
     * @param charge of a line for a charge
     * @param givingBack the number of the week in which it gives back more than it uses; -1 for none
     */
    record Texts(String name, String usage, String charge, int givingBack) {}

    /**
     * An invoice that must exist.
     *
     * @param text what its line says, as far as no provider cuts it off
     */
    record Due(boolean usage, Instant at, long cents, String text, Schedule.Billed billed) {
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
            Schedule.Billed first) {
        this.customer = customer;
        this.contract = contract;
        this.texts = texts;
        this.home = home;
        this.other = other;
        this.schedule = new Schedule(first);
    }

    List<Due> due() {
        List<Due> due = new ArrayList<>();
        used.forEach((week, cents) -> due.add(new Due(true, week, cents, texts.usage(), schedule.at(week))));
        charged.forEach((date, cents) -> due.add(new Due(false, date, cents, texts.charge(), schedule.at(date))));
        return due;
    }
}
