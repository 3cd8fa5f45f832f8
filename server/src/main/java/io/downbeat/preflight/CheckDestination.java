package io.downbeat.preflight;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.CustomerId;
import io.downbeat.incidents.IncidentFilter;
import io.downbeat.incidents.IncidentReport.Relation;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Would a contract's invoices get through to a configuration, from a moment on? */
public final class CheckDestination {
    private static final int MOST_NOTICES = 100;

    private final Questions questions;
    private final ProviderChecks checks;
    private final Notices notices;

    /**
     * What the daily check of a coming segment found amiss.
     *
     * @param checkedAt when it was looked at last
     */
    public record Failing(List<Preflight.Point> points, Instant checkedAt) {
        public Failing {
            points = List.copyOf(points);
        }
    }

    CheckDestination(Questions questions, ProviderChecks checks, Notices notices) {
        this.questions = questions;
        this.checks = checks;
        this.notices = notices;
    }

    /** Of one customer's configurations those that a check found amiss and no later one fine. */
    public Map<ConfigurationId, Failing> failing(CustomerId customer) {
        Map<ConfigurationId, Failing> failing = new HashMap<>();
        notices.list(new IncidentFilter(Map.of(Relation.CUSTOMER, customer.value()), false), null, MOST_NOTICES)
                .forEach(notice -> failing.putIfAbsent(
                        notice.billingProviderConfigurationId(), new Failing(notice.points(), notice.checkedAt())));
        return failing;
    }

    /** The same for a configuration by itself, which may be one that is not kept yet. */
    public List<Preflight.Point> check(ProviderConfiguration configuration) {
        return checks.all(new Preflight(configuration, null, List.of()));
    }

    /** Asks the provider now and changes nothing; goes over the network, so never call it inside a transaction. */
    public List<Preflight.Point> check(ContractTerms terms, ProviderConfiguration configuration, Instant moment) {
        return checks.all(questions.about(terms, configuration, moment));
    }
}
