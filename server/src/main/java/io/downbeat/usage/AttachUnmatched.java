package io.downbeat.usage;

import io.downbeat.customers.AliasesChanged;
import java.util.Set;
import org.springframework.context.event.EventListener;

/**
 * Events that came before their alias become the customer's when it gets the alias, and count in the hours they
 * happened in: in the transaction that gives the alias, so usage is never between two owners.
 */
final class AttachUnmatched {
    private final EventStore events;
    private final UsageStore usage;
    private final Metrics metrics;

    AttachUnmatched(EventStore events, UsageStore usage, Metrics metrics) {
        this.events = events;
        this.usage = usage;
        this.metrics = metrics;
    }

    @EventListener
    void on(AliasesChanged changed) {
        Set<String> aliases = changed.added();
        if (aliases.isEmpty()) {
            return;
        }
        events.ownAliases(aliases);
        MetricSet set = metrics.current();
        HourBuckets counted = new HourBuckets();
        events.unmatched(
                aliases,
                (event, ordinal) -> counted.add(changed.customer(), event, ordinal, set.counting(event.eventType())));
        usage.add(counted);
        events.attach(aliases, changed.customer());
    }
}
