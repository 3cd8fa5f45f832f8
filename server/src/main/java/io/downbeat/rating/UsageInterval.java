package io.downbeat.rating;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.usage.UsageFilter;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the usage in an interval of one price: what the metric says of the service period up to the interval's
 * end, and what it said up to its start. The difference is the interval's quantity (pricing.md 2.3), so intervals add up
 * to the period whatever the metric. The greatest, the latest or the number of different values of an interval by itself
 * would bill again what was there before.
 *
 * @param from inclusive, where the count begins or later
 * @param until exclusive
 */
public record UsageInterval(Count count, Instant from, Instant until) {

    /**
     * What is counted, from the start of a service period on.
     *
     * @param from the period's start
     * @param filters which usage counts
     */
    public record Count(
            CustomerId customer,
            BillableMetricId metric,
            Instant from,
            List<String> groupKey,
            Timeline<UsageFilter> filters) {
        public Count {
            groupKey = List.copyOf(groupKey);
        }

        UsageQuestion upTo(Instant end) {
            return new UsageQuestion(customer, metric, from, end, groupKey, filters);
        }
    }

    public UsageInterval {
        if (from.isBefore(count.from) || !from.isBefore(until)) {
            throw new IllegalArgumentException("an interval lies in what is counted: [" + from + ", " + until + ")");
        }
    }

    /**
     * Terms of one product that differ in their pricing group only share their interval.
     *
     * @param filters which of the customer's usage is the contract's
     */
    public static UsageInterval of(
            CustomerId customer, ServicePeriod period, UsageTerm term, Timeline<UsageFilter> filters) {
        Set<String> groupKey = new LinkedHashSet<>();
        if (!term.pricingGroupValues().isEmpty()) {
            groupKey.addAll(term.pricingGroupKey());
        }
        groupKey.addAll(term.presentationGroupKey());
        return new UsageInterval(
                new Count(
                        customer,
                        Objects.requireNonNull(term.billableMetricId(), "only usage is metered"),
                        period.start(),
                        List.copyOf(groupKey),
                        filters),
                term.from(),
                term.until());
    }

    UsageQuestion upToEnd() {
        return count.upTo(until);
    }

    /** Empty where the count begins with the interval. */
    Optional<UsageQuestion> upToStart() {
        return from.equals(count.from) ? Optional.empty() : Optional.of(count.upTo(from));
    }

    boolean contains(Instant hour) {
        return !hour.isBefore(from) && hour.isBefore(until);
    }
}
