package io.downbeat.customeralerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The state machine, whatever changes and whenever somebody evaluations. */
class EvaluationPropertyTest {
    private static final Instant NOW = Instant.parse("2025-05-15T00:00:00Z");
    private static final int THRESHOLD = 10;

    /** An account whose parts have amounts, and whose whole is their sum; in alarm from the threshold on. */
    private static final class Amounts {
        private final Map<Integer, Integer> parts = new TreeMap<>();

        void add(int part, int amount) {
            parts.merge(part, amount, Integer::sum);
        }

        Finding found(boolean withWhole) {
            List<Finding.Reading> readings = new ArrayList<>();
            parts.forEach((part, amount) -> {
                // Nothing was used of it: it has no line.
                if (amount != 0) {
                    readings.add(reading(Group.of("part", String.valueOf(part)), amount));
                }
            });
            if (withWhole) {
                readings.add(reading(
                        Group.WHOLE,
                        parts.values().stream().mapToInt(each -> each).sum()));
            }
            return new Finding(readings, Finding.Missing.IS_OVER, Map.of());
        }

        private static Finding.Reading reading(Group group, int amount) {
            return new Finding.Reading(group, amount >= THRESHOLD, false, Map.of("amount", amount));
        }
    }

    /** What is known of a customer, and what it was told. */
    private static final class Known {
        private final Map<Group, AlertState> states = new HashMap<>();
        private final Map<Group, List<Evaluation.Message>> told = new HashMap<>();

        void evaluate(Finding found, boolean isSilent) {
            List<Evaluation.Change> changes =
                    new Evaluation(List.copyOf(states.values()), isSilent, Trigger.USAGE, NOW).changes(found);
            assertThat(changes.stream().map(change -> change.after().group())).doesNotHaveDuplicates();
            changes.forEach(change -> {
                states.put(change.after().group(), change.after());
                if (change.message() != null) {
                    told.computeIfAbsent(change.after().group(), _ -> new ArrayList<>())
                            .add(change.message());
                }
            });
            assertThat(new Evaluation(List.copyOf(states.values()), isSilent, Trigger.USAGE, NOW).changes(found))
                    .as("evaluating twice is evaluating once")
                    .isEmpty();
        }

        List<Group> inAlarm() {
            return states.values().stream()
                    .filter(state -> state.status() == AlertStatus.IN_ALARM)
                    .map(AlertState::group)
                    .sorted(Comparator.comparing(Group::spelled))
                    .toList();
        }
    }

    @Property(tries = 500)
    void any_order_of_the_same_changes_ends_as_a_fresh_evaluation_and_messages_alternate(
            @ForAll @Size(max = 20) List<@IntRange(min = -12, max = 12) Integer> amounts,
            @ForAll long order,
            @ForAll boolean withWhole,
            @ForAll boolean isSilent) {
        var random = new Random(order);
        List<int[]> changes = amounts.stream()
                .map(amount -> new int[] {random.nextInt(3), amount})
                .collect(Collectors.toCollection(ArrayList::new));
        List<Group> once = null;
        for (int replay = 0; replay < 3; replay++) {
            Collections.shuffle(changes, random);
            var account = new Amounts();
            var known = new Known();
            for (int[] change : changes) {
                account.add(change[0], change[1]);
                if (random.nextBoolean()) {
                    known.evaluate(account.found(withWhole), isSilent);
                }
            }
            known.evaluate(account.found(withWhole), isSilent);
            var fresh = new Known();
            fresh.evaluate(account.found(withWhole), false);
            assertThat(known.inAlarm()).isEqualTo(fresh.inAlarm());
            assertThat(once == null ? known.inAlarm() : once).isEqualTo(known.inAlarm());
            once = known.inAlarm();
            known.told.forEach((_, messages) -> {
                for (int i = 0; i < messages.size(); i++) {
                    assertThat(messages.get(i))
                            .isEqualTo(i % 2 == 0 ? Evaluation.Message.ALARM : Evaluation.Message.RESOLVED);
                }
            });
        }
    }

    @Example
    void what_there_is_nothing_left_of_ends_without_a_word() {
        var known = new Known();
        known.evaluate(whole(true, false), false);
        known.evaluate(whole(false, true), false);
        assertThat(known.inAlarm()).isEmpty();
        known.evaluate(whole(true, false), false);
        known.evaluate(whole(false, false), false);
        assertThat(known.told.get(Group.WHOLE))
                .containsExactly(Evaluation.Message.ALARM, Evaluation.Message.ALARM, Evaluation.Message.RESOLVED);
    }

    @Example
    void an_alarm_that_was_not_told_is_not_resolved_either() {
        var known = new Known();
        known.evaluate(whole(true, false), true);
        assertThat(known.inAlarm()).containsExactly(Group.WHOLE);
        known.evaluate(whole(false, false), true);
        assertThat(known.told).isEmpty();
        known.evaluate(whole(true, false), true);
        assertThat(known.told.get(Group.WHOLE)).containsExactly(Evaluation.Message.ALARM);
    }

    private static Finding whole(boolean isReached, boolean isEmpty) {
        return Finding.ofWhole(new Finding.Reading(Group.WHOLE, isReached, isEmpty, Map.of()));
    }
}
