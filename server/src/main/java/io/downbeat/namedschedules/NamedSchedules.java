package io.downbeat.namedschedules;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads named schedules and writes their spans, whoever they are kept with. */
final class NamedSchedules {
    private static final int MOST_SPANS = 400;
    /** It stands in a key of the table, and an index holds no more than 2,704 bytes. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_VALUE = 16_384;

    private final NamedScheduleStore store;
    private final Transactions transactions;

    NamedSchedules(NamedScheduleStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    List<NamedScheduleStore.Span> read(Subject subject, Body body) {
        return store.spans(
                subject,
                name(body),
                body.optionalInstant("covering_date").map(NamedSchedules::shown).orElse(null));
    }

    /**
     * The value holds in the span from now on, whatever held there; what lies beside it stays. Updates of one schedule follow
     * each other. Refused, with nothing changed: no value, an end that is not after the start, one span too many (400).
     *
     * @param news what was changed, without the schedule's name and span
     */
    void update(Subject subject, Body body, Change news) {
        String name = name(body);
        Instant from = shown(body.instant("starting_at"));
        @Nullable
        Instant until =
                body.optionalInstant("ending_before").map(NamedSchedules::shown).orElse(null);
        if (until != null && !until.isAfter(from)) {
            throw body.invalid("ending_before", "must be after starting_at");
        }
        JsonNode value = body.json("value", LONGEST_VALUE).orElseThrow(() -> body.invalid("value", "is required"));
        transactions.run(() -> {
            store.lock(subject, name);
            store.set(subject, name, from, until, value);
            if (store.spans(subject, name, null).size() > MOST_SPANS) {
                throw body.invalid(
                        "schedule_name", "a schedule has at most " + MOST_SPANS + " spans; overwrite some of them");
            }
            transactions.publish(news.to(told(subject, name, from, until)));
        });
    }

    private static String name(Body body) {
        return body.text("schedule_name", 1, LONGEST_NAME);
    }

    /** To the millisecond, as answers show it: what is read can be written again. */
    private static Instant shown(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Without the value, which is the client's own and may be long. */
    private static Map<String, @Nullable Object> told(
            Subject subject, String name, Instant from, @Nullable Instant until) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("schedule_name", name);
        if (subject instanceof Subject.OfContract of && !of.properties().isEmpty()) {
            told.put("properties", of.properties());
        }
        told.put("starting_at", from);
        Optional.ofNullable(until).ifPresent(end -> told.put("ending_before", end));
        return told;
    }
}
