package io.downbeat.invoicing;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.RoutingRule;
import io.downbeat.core.Timeline;
import io.downbeat.providers.ConfigurationId;
import java.util.Set;

/** Where an invoice goes by a schedule as it stands, and why. Pure; the rule itself is {@link RoutingRule}. */
public final class Routes {
    private Routes() {}

    /** @param archived configurations that take nothing any more */
    public static Route route(InvoiceMoment moment, Timeline<ProviderSegment> schedule, Set<ConfigurationId> archived) {
        return RoutingRule.segmentFor(moment, schedule)
                .map(segment -> route(moment, segment.value(), archived))
                .orElseGet(() -> new Route(null, null, null, null, Route.NO_SEGMENT));
    }

    /** The configuration that the schedule names for an invoice, archived or not. */
    public static Route named(InvoiceMoment moment, ContractTerms terms) {
        return route(moment, terms.schedule(), Set.of());
    }

    private static Route route(InvoiceMoment moment, ProviderSegment segment, Set<ConfigurationId> archived) {
        ConfigurationId configuration = segment.configuration();
        String rule;
        if (configuration == null) {
            rule = Route.NO_PROVIDER;
        } else if (archived.contains(configuration)) {
            rule = Route.ARCHIVED;
        } else {
            rule = switch (moment) {
                case InvoiceMoment.Interval _ -> Route.PERIOD_END;
                case InvoiceMoment.Point _ -> Route.ISSUE_DATE;
            };
        }
        return new Route(
                rule.equals(Route.ARCHIVED) ? null : configuration,
                segment.id(),
                segment.effectiveAt(),
                segment.editId() == null ? null : segment.editId().value(),
                rule);
    }
}
