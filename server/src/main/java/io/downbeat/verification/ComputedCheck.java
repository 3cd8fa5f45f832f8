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

    /**
     * @param checked how much was looked at
     * @param violations how many there are
     * @param faults of them as many as a person may want to see
     */
    record CheckResult(long checked, long violations, List<Fault> faults) {
        public CheckResult {
            faults = List.copyOf(faults);
        }

        public CheckResult(long checked, List<Fault> faults) {
            this(checked, faults.size(), faults);
        }
    }

    record Fault(@Nullable UUID invoiceId, String detail) {}
}
