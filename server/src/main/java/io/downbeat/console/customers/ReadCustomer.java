package io.downbeat.console.customers;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.preflight.CheckDestination;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the pages of one customer show, in a number of statements that does not grow with what is on them. */
final class ReadCustomer {
    private static final int CONTRACTS = 50;

    private final Customers customers;
    private final Contracts contracts;
    private final ProviderHistory schedules;
    private final Providers providers;
    private final CheckDestination checks;
    private final DeliveryListings deliveries;
    private final BusinessClock clock;

    ReadCustomer(
            Customers customers,
            Contracts contracts,
            ProviderHistory schedules,
            Providers providers,
            CheckDestination checks,
            DeliveryListings deliveries,
            BusinessClock clock) {
        this.customers = customers;
        this.contracts = contracts;
        this.schedules = schedules;
        this.providers = providers;
        this.checks = checks;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** @throws Refused if there is no such customer */
    CustomerData read(CustomerId id, @Nullable ContractId after, Map<ConfigurationId, List<Preflight.Point>> checked) {
        List<ContractTerms> found = contracts.ofCustomer(id, after, CONTRACTS + 1);
        return new CustomerData(
                customers.require(id),
                found.stream().limit(CONTRACTS).toList(),
                found.size() > CONTRACTS,
                providers.all(id),
                providers.deliveryMethods().stream().collect(Collectors.toMap(DeliveryMethod::id, one -> one)),
                checks.failing(id),
                checked,
                deliveries.unwellOf(List.of(id)).get(id),
                clock.instant());
    }

    /** @throws Refused if the customer has none of this id */
    ProviderConfiguration configuration(CustomerId customer, ConfigurationId id) {
        return providers
                .find(id)
                .filter(one -> one.customer().equals(customer))
                .orElseThrow(() -> Refused.notFound("the customer has no configuration with the id " + id));
    }

    /** Over the network, so not where a page is read. */
    List<Preflight.Point> check(CustomerId customer, ConfigurationId id) {
        return checks.check(configuration(customer, id));
    }

    /** Contracts that name the configuration now, did, or will. */
    List<ContractTerms> using(CustomerId customer, ConfigurationId id) {
        return List.copyOf(contracts.terms(schedules.using(customer, id)).values());
    }

    /** Contracts that are not archived, also those that are over: who archives the customer archives them all. */
    List<Contract> unarchived(CustomerId customer) {
        return contracts.unarchived(customer).values().stream()
                .map(ContractTerms::contract)
                .sorted(Comparator.comparing(Contract::startingAt).thenComparing(Contract::id))
                .toList();
    }
}
