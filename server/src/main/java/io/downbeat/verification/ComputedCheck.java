package io.downbeat.verification;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One invariant that SQL cannot say: reads rows and recomputes what they should be. Needs a database, no server. */
public interface ComputedCheck {

    /** A sentence, with underscores. */
    String name();

    CheckResult over(JdbcClient database, Span span);

    /**
     * @param from inclusive, when the invoices looked at were finalized
     * @param until exclusive
     */
    record Span(Instant from, Instant until, Instant now) {}

    /** @param checked how much was looked at */
    record CheckResult(long checked, List<Fault> faults) {
        public CheckResult {
            faults = List.copyOf(faults);
        }
    }

    record Fault(@Nullable UUID invoiceId, String detail) {}
}
