package io.downbeat.customeralerts.rules;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.accounts.OpenAccount;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

    /**
     * Whether there is no usage to measure any more, because no contract that is wanted is in force. A usage period that has begun
     * begins at nothing, also in the moment before its draft is opened.
     */
    boolean isWithoutUsage(Predicate<Contract> wanted) {
        return open.using().stream().noneMatch(wanted)
                && current().stream().map(OpenAccount.OpenDraft::contract).noneMatch(wanted);
    }

    /** The drafts of the usage periods that the moment lies in. */
    List<OpenAccount.OpenDraft> current() {
        return open.drafts().stream().filter(draft -> draft.covers(now)).toList();
    }
}
