package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.FieldFilter;
import io.downbeat.customeralerts.rules.SeatFilter;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value by which a request names a part of an account.
 *
 * @param member the member of the request that has it
 * @param entity whose custom field it is; {@code null} if it is none, or is not said
 */
record NamedValue(String member, @Nullable String entity, String key, String value) {
    private static final String GROUPS = "group_values";
    private static final String SPECIFIERS = "alert_specifiers";
    private static final String SEAT = "seat_filter";

    /** In the order of the members. What specifiers leave out names no part; it is held to its form all the same. */
    static List<NamedValue> of(Body body) {
        List<NamedValue> named = new ArrayList<>();
        for (Body one : body.optionalObjects(GROUPS)) {
            one.knowsOnly(Set.of("key", "value"));
            named.add(new NamedValue(GROUPS, null, one.text("key"), one.text("value")));
        }
        for (Body specifier : body.optionalObjects(SPECIFIERS)) {
            specifier.knowsOnly(Set.of("custom_field_filters", "exclude"));
            specifier.objects("custom_field_filters").forEach(one -> named.add(field(one, one.text("value"))));
            for (Body excluded : specifier.optionalObjects("exclude")) {
                excluded.knowsOnly(Set.of("custom_field_filters"));
                excluded.objects("custom_field_filters")
                        .forEach(one -> field(one, one.optionalText("value").orElse("")));
            }
        }
        body.optionalObject(SEAT).ifPresent(seat -> {
            seat.knowsOnly(Set.of("seat_group_key", "seat_group_value"));
            named.add(new NamedValue(SEAT, null, seat.text("seat_group_key"), seat.text("seat_group_value")));
        });
        return named;
    }

    private static NamedValue field(Body filter, String value) {
        filter.knowsOnly(Set.of("entity", "key", "value"));
        return new NamedValue(SPECIFIERS, filter.optionalText("entity").orElse(null), filter.text("key"), value);
    }

    /**
     * The part that they name of what the alert tells apart: what they say of what it leaves open. What they repeat of its own
     * terms names no part.
     *
     * @throws Refused for a value that the alert does not look at
     */
    static Map<String, String> part(List<NamedValue> named, Alert.Condition condition) {
        List<Term> terms = terms(condition);
        Map<String, String> part = new HashMap<>();
        for (NamedValue one : named) {
            List<Term> its = terms.stream()
                    .filter(term -> term.member.equals(one.member) && term.key.equals(one.key))
                    .toList();
            boolean isOpen = its.stream().anyMatch(term -> term.value == null);
            boolean isTheSame = its.stream()
                    .filter(term -> !isOpen || term.entity != null && term.entity.equals(one.entity))
                    .anyMatch(term -> one.value.equals(term.value));
            if (isOpen && !isTheSame) {
                part.put(one.key, one.value);
            } else if (!isTheSame) {
                throw Refused.invalid(one.member, "the alert does not look at " + one.key + " " + one.value);
            }
        }
        return part;
    }

    /**
     * A value that the alert itself names.
     *
     * @param value {@code null} where it is left open
     */
    private record Term(
            String member,
            @Nullable String entity,
            String key,
            @Nullable String value) {
        static Term field(FieldFilter filter) {
            return new Term(SPECIFIERS, filter.entity().word(), filter.key(), filter.value());
        }
    }

    private static List<Term> terms(Alert.Condition condition) {
        List<Term> terms = new ArrayList<>();
        condition.groupValues().forEach(group -> terms.add(new Term(GROUPS, null, group.key(), group.value())));
        condition.fieldFilters().forEach(filter -> terms.add(Term.field(filter)));
        condition
                .specifiers()
                .forEach(specifier -> specifier.customFieldFilters().forEach(filter -> terms.add(Term.field(filter))));
        SeatFilter seats = condition.seats();
        if (seats != null) {
            terms.add(new Term(SEAT, null, seats.seatGroupKey(), seats.seatGroupValue()));
        }
        return terms;
    }
}
