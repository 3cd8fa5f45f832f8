package io.downbeat.customeralerts.rules;

import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.accounts.OpenAccount;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A customer's account as alerts are held against it.
 *
 * @param used what was used of the metrics that are watched in the usage periods of the moment; nothing where it is left out
 */
public record Account(OpenAccount open, Map<Counted, BigDecimal> used, Instant now) {

    /** What a metric counts in a usage period. */
    public record Counted(BillableMetricId metric, ServicePeriod period) {}

    public Account {
        used = Map.copyOf(used);
    }

    /** The drafts of the usage periods that the moment lies in. */
    List<OpenAccount.OpenDraft> current() {
        return open.drafts().stream().filter(draft -> draft.covers(now)).toList();
    }
}
