package io.downbeat.usage.events;

import io.downbeat.customers.AliasesChanged;
import io.downbeat.usage.HourlyUsage;
import io.downbeat.usage.metrics.MetricSet;
import io.downbeat.usage.metrics.Metrics;
import java.util.Set;
import org.springframework.context.event.EventListener;

/**
 * Events that came before their alias become the customer's when it gets the alias, and count in the hours they
 * happened in: in the transaction that gives the alias, so usage is never between two owners.
 */
final class AttachUnmatched {
    private final EventStore events;
    private final HourlyUsage usage;
    private final Metrics metrics;

    AttachUnmatched(EventStore events, HourlyUsage usage, Metrics metrics) {
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
        MatchedEvents matched = new MatchedEvents();
        events.unmatched(
                aliases,
                (event, ordinal) -> matched.add(changed.customer(), event, ordinal, set.counting(event.eventType())));
        usage.add(matched.hours());
        events.attach(aliases, changed.customer());
    }
}
