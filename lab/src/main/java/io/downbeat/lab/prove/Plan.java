package io.downbeat.lab.prove;

import java.time.Duration;
import java.time.Instant;

/**
 * How much is proven, and on which roll of the dice.
 *
 * @param weeks usage invoices of each contract
 * @param charges scheduled invoices of each contract and week
 * @param processes servers that share the work
 * @param kills at most, each of a random server at a random moment
 * @param faulty share of the provider calls that go wrong, 0 to 1
 * @param outageHours business time during which one provider at a time takes everything and answers nothing
 * @param seed of everything that is drawn; thread timing and kills are not repeatable, what is sent and refused is
 */
record Plan(
        int contracts, int weeks, int charges, int processes, int kills, double faulty, int outageHours, long seed) {
    static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    /** After everything. */
    static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

    static final Duration WEEK = Duration.ofDays(7);
    /** Longer than any retry, quiet time, grace and metering window. */
    static final Duration TAIL = Duration.ofHours(100);

    static Plan whole(int deliveries, int processes, long seed) {
        int weeks = 5;
        int charges = 4;
        return new Plan(
                Math.max(8, deliveries / (weeks * (charges + 1))), weeks, charges, processes, 24, 0.2, 30, seed);
    }

    /** A look: what {@code mvn verify} has time for. */
    static Plan quick(long seed) {
        return new Plan(16, 2, 2, 2, 3, 0.2, 0, seed);
    }

    /** Of all, those in a week: as many in each, so that servers die in every part of the story. */
    int kills(int week) {
        return kills * (week + 1) / weeks - kills * week / weeks;
    }

    int deliveries() {
        return contracts * weeks * (charges + 1);
    }

    Instant week(int number) {
        return START.plus(WEEK.multipliedBy(number));
    }
}
