package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerArchived;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.node.ObjectNode;

/** Archives contracts, on their own or with their customer, and does to them what archiving a configuration entails. */
final class ArchiveContracts {
    private final ContractStore contracts;
    private final ContractEditStore history;
    private final ProviderSegmentStore segments;
    private final Transactions transactions;
    private final ApplicationEventPublisher news;
    private final InstantSource clock;
    private final Ids ids;

    ArchiveContracts(
            ContractStore contracts,
            ContractEditStore history,
            ProviderSegmentStore segments,
            Transactions transactions,
            ApplicationEventPublisher news,
            InstantSource clock,
            Ids ids) {
        this.contracts = contracts;
        this.history = history;
        this.segments = segments;
        this.transactions = transactions;
        this.news = news;
        this.clock = clock;
        this.ids = ids;
    }

    /** {@code v1/contracts/archive}. */
    ContractId archive(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "void_invoices"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        boolean voidInvoices = body.flag("void_invoices");
        return transactions.in(() -> {
            ContractState state = contracts
                    .lock(id)
                    .filter(found -> found.contract().customer().equals(customer))
                    .orElseThrow(() -> Refused.notFound("the customer has no contract " + id));
            if (state.contract().archivedAt() != null) {
                throw Refused.rule("the contract is archived already");
            }
            archive(state, clock.instant(), voidInvoices);
            return id;
        });
    }

    /** An archived customer is billed for nothing more, and what was billed is taken back. */
    @EventListener
    void customerArchived(CustomerArchived archived) {
        contracts.ofCustomer(archived.customer(), false, null, null).stream()
                .sorted()
                .flatMap(id -> contracts.lock(id).stream())
                .filter(state -> state.contract().archivedAt() == null)
                .forEach(state -> archive(state, archived.archivedAt(), true));
    }

    /** Threshold billing has nobody left to collect through, so it stops on every contract that uses or will use it. */
    @EventListener
    void configurationsArchived(ConfigurationsArchived archived) {
        segments.contractsUsing(archived.configurations()).stream()
                .flatMap(id -> contracts.lock(id).stream())
                .filter(state -> state.thresholds().isEnabled())
                .filter(state -> uses(state, Set.copyOf(archived.configurations()), archived.archivedAt()))
                .forEach(state -> disableThresholds(state, archived.archivedAt()));
    }

    private void archive(ContractState state, Instant now, boolean voidInvoices) {
        ContractState after = state.with(state.contract().archived(now));
        contracts.update(state, after);
        news.publishEvent(new ContractArchived(after.contract(), now, voidInvoices));
    }

    private void disableThresholds(ContractState state, Instant now) {
        Thresholds thresholds = state.thresholds();
        ObjectNode changes = Json.MAPPER.createObjectNode();
        if (thresholds.spend() != null && thresholds.spend().isEnabled()) {
            changes.withObject("update_spend_threshold_configuration").put("is_enabled", false);
        }
        if (thresholds.prepaidBalance() != null && thresholds.prepaidBalance().isEnabled()) {
            changes.withObject("update_prepaid_balance_threshold_configuration").put("is_enabled", false);
        }
        history.add(new ContractEdit(ids.next(), state.contract().id(), now, null, changes));
        contracts.update(state, state.with(thresholds.disabled()));
    }

    private static boolean uses(ContractState state, Set<ConfigurationId> configurations, Instant now) {
        return state.terms().schedule().segments().stream()
                .filter(segment -> segment.until() == null || segment.until().isAfter(now))
                .map(Timeline.Segment::value)
                .anyMatch(
                        segment -> segment.configuration() != null && configurations.contains(segment.configuration()));
    }
}
