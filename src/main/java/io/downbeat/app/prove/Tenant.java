package io.downbeat.app.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One customer with one contract: what was used and charged, and who must bill it. */
final class Tenant {
    final String customer;
    final String contract;
    final Schedule.Billed home;
    final Schedule.Billed other;
    final Schedule schedule;
    /** Cents used in the week that begins then. */
    final Map<Instant, Long> used = new TreeMap<>();
    /** Cents charged at the instant. */
    final Map<Instant, Long> charged = new TreeMap<>();

    /** An invoice that must exist. */
    record Due(boolean usage, Instant at, long cents, Schedule.Billed billed) {
        /** Why it must be parked, {@code null} if it must arrive. */
        @Nullable
        Refusal refusal() {
            Refusal refusal = billed.refusal();
            return refusal != null && refusal.strikes(usage) ? refusal : null;
        }
    }

    Tenant(String customer, String contract, Schedule.Billed home, Schedule.Billed other, Schedule.Billed first) {
        this.customer = customer;
        this.contract = contract;
        this.home = home;
        this.other = other;
        this.schedule = new Schedule(first);
    }

    List<Due> due() {
        List<Due> due = new ArrayList<>();
        used.forEach((week, cents) -> due.add(new Due(true, week, cents, schedule.at(week))));
        charged.forEach((date, cents) -> due.add(new Due(false, date, cents, schedule.at(date))));
        return due;
    }
}
