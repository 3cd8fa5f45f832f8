package io.downbeat.console.customers;

import io.downbeat.console.customers.CustomersPage.Chip;
import io.downbeat.console.customers.CustomersPage.Invoiced;
import io.downbeat.console.customers.CustomersPage.Row;
import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Customers as rows, with what is told of each read for all of them at once. */
final class CustomerRows {
    private static final int ALIASES = 3;

    private final Contracts contracts;
    private final ProviderHistory schedules;
    private final Providers providers;
    private final Invoicing invoicing;
    private final DeliveryListings deliveries;

    private record Read(
            Map<CustomerId, List<Contract.Ref>> contracts,
            Map<ContractId, ConfigurationId> inForce,
            Map<ConfigurationId, ProviderConfiguration> configurations,
            Map<CustomerId, Invoicing.Summary> last,
            Map<CustomerId, DeliveryListings.Unwell> unwell) {}

    CustomerRows(
            Contracts contracts,
            ProviderHistory schedules,
            Providers providers,
            Invoicing invoicing,
            DeliveryListings deliveries) {
        this.contracts = contracts;
        this.schedules = schedules;
        this.providers = providers;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
    }

    List<Row> of(List<Customer> customers, Instant now) {
        List<CustomerId> ids = customers.stream().map(Customer::id).toList();
        List<Contract.Ref> live = contracts.live(ids, now);
        Map<ContractId, ConfigurationId> inForce = schedules.inForce(live, now);
        var read = new Read(
                live.stream().collect(Collectors.groupingBy(Contract.Ref::customer)),
                inForce,
                providers.findAll(inForce.values()),
                invoicing.lastFinalized(ids),
                deliveries.unwellOf(ids));
        return customers.stream().map(customer -> row(customer, read)).toList();
    }

    private static Row row(Customer customer, Read read) {
        List<Contract.Ref> live = read.contracts().getOrDefault(customer.id(), List.of());
        DeliveryListings.@Nullable Unwell unwell = read.unwell().get(customer.id());
        return new Row(
                customer.id().toString(),
                customer.name(),
                aliases(customer),
                live.isEmpty() ? "none" : String.valueOf(live.size()),
                billedBy(live, read),
                invoiced(read.last().get(customer.id())),
                unwell == null ? "" : open(unwell),
                unwell == null || unwell.count(DeliveryState.PARKED) > 0
                        ? Condition.NEEDS_YOU.css()
                        : Condition.IN_DOUBT.css());
    }

    /** One that is the name itself tells nothing more. */
    static String aliases(Customer customer) {
        List<String> all = customer.ingestAliases().stream()
                .filter(alias -> !alias.equals(customer.name()))
                .toList();
        String shown = all.stream().limit(ALIASES).collect(Collectors.joining(", "));
        return all.size() > ALIASES ? shown + " and " + (all.size() - ALIASES) + " more" : shown;
    }

    private static List<Chip> billedBy(List<Contract.Ref> live, Read read) {
        return live.stream()
                .map(contract -> read.inForce().get(contract.contract()))
                .filter(Objects::nonNull)
                .map(read.configurations()::get)
                .filter(Objects::nonNull)
                .filter(one -> !one.isArchived())
                .map(one ->
                        new Chip(one.provider().displayName(), Destination.css(one.provider(), one.deliveryMethod())))
                .distinct()
                .toList();
    }

    private static @Nullable Invoiced invoiced(Invoicing.@Nullable Summary last) {
        return last == null
                ? null
                : new Invoiced(
                        last.id().toString(),
                        Money.text(last.total()),
                        Optional.ofNullable(last.subject().period())
                                .map(Moments::period)
                                .orElseGet(() -> Moments.day(last.subject().issuedAt())));
    }

    static String open(DeliveryListings.Unwell unwell) {
        List<String> parts = List.of(DeliveryState.PARKED, DeliveryState.UNKNOWN, DeliveryState.RETRY_WAIT).stream()
                .filter(state -> unwell.count(state) > 0)
                .map(state -> unwell.count(state) + " " + word(state, unwell.count(state)))
                .toList();
        return String.join(", ", parts);
    }

    private static String word(DeliveryState state, long count) {
        Condition condition = Condition.of(state);
        return condition == Condition.NEEDS_YOU && count > 1 ? "need you" : condition.word();
    }
}
