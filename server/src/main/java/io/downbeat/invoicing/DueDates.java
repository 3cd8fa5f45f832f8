package io.downbeat.invoicing;

import io.downbeat.core.ServicePeriod;
import io.downbeat.platform.work.Backoff;
import java.time.Duration;
import java.time.Instant;

/** When an invoice is issued and finalized (domain.md C.1). Pure. */
public final class DueDates {
    private static final Backoff RETRIES = Backoff.doubling(Duration.ofMinutes(1), Duration.ofHours(6));

    private DueDates() {}

    /** A usage invoice stays open for late events until its period's end + grace; then it is issued and finalized. */
    public static Instant issuedAt(ServicePeriod period, Duration grace) {
        return period.end().plus(grace);
    }

    /**
     * A scheduled invoice is finalized on its issue date, or at once if that is past. This keeps every promise of the
     * API at its earliest: "within 30 minutes of the date", "within two and a half hours of its creation".
     */
    public static Instant scheduled(Instant issueDate, Instant createdAt) {
        return issueDate.isAfter(createdAt) ? issueDate : createdAt;
    }

    /** After a failure: one minute, doubled each time, at most six hours. */
    public static Instant again(Instant now, int failuresBefore) {
        return now.plus(RETRIES.pause(failuresBefore));
    }
}
