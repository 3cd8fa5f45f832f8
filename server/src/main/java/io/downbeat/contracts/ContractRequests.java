package io.downbeat.contracts;

import io.downbeat.core.Frequency;
import io.downbeat.core.StatementSchedule;
import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Reads the parts of requests that create and edit have in common. */
final class ContractRequests {
    static final int MAX_PAYMENT_TERMS_DAYS = 3650;

    private ContractRequests() {}

    /** An instant on a full hour: usage is summed by the hour, so nothing can begin or end inside one. */
    static Optional<Instant> hour(Body body, String field) {
        Optional<Instant> instant = body.optionalInstant(field);
        if (instant.filter(moment -> !moment.equals(moment.truncatedTo(ChronoUnit.HOURS)))
                .isPresent()) {
            throw body.invalid(field, "is required to be on an hour boundary");
        }
        return instant;
    }

    /** The exclusive end of a contract, {@code null} or left out for none. */
    static Optional<Instant> end(Body body, String field, Instant startingAt) {
        Optional<Instant> end = hour(body, field);
        if (end.filter(moment -> !moment.isAfter(startingAt)).isPresent()) {
            throw body.invalid(field, "must be after the contract's starting_at");
        }
        return end;
    }

    static Optional<String> uniquenessKey(Body body) {
        return body.optionalText("uniqueness_key", 1, 128);
    }

    static int netPaymentTermsDays(Body body, String field) {
        return body.optionalInteger(field, 0, MAX_PAYMENT_TERMS_DAYS).orElse(0);
    }

    /** {@code usage_statement_schedule}; monthly on the first if left out. */
    static StatementSchedule statements(Body body, Instant startingAt) {
        Optional<Body> found = body.optionalObject("usage_statement_schedule");
        if (found.isEmpty()) {
            return StatementSchedule.standard(startingAt);
        }
        Body schedule = found.get();
        schedule.knowsOnly(Set.of("frequency", "day", "billing_anchor_date", "invoice_generation_starting_at"));
        StatementSchedule.Day day =
                schedule.optionalOneOf("day", StatementSchedule.Day.class).orElse(StatementSchedule.Day.FIRST_OF_MONTH);
        Optional<Instant> anchor = hour(schedule, "billing_anchor_date");
        if ((day == StatementSchedule.Day.CUSTOM_DATE) != anchor.isPresent()) {
            throw schedule.invalid("billing_anchor_date", "goes with day CUSTOM_DATE, and only with it");
        }
        return StatementSchedule.of(schedule.oneOf("frequency", Frequency.class), day, startingAt, anchor.orElse(null));
    }

    static Optional<Instant> invoiceGenerationStartingAt(Body body) {
        return body.optionalObject("usage_statement_schedule")
                .flatMap(schedule -> schedule.optionalInstant("invoice_generation_starting_at"));
    }
}
