package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.core.Frequency;
import io.downbeat.core.Timeline;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.Product;
import io.downbeat.pricing.ProductId;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationView;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Contracts as the API shows them: v1 with initial and current terms side by side, v2 as they stand. */
final class ContractViews {
    private record Named(UUID id, String name) {}

    private record Item(UUID id, Instant timestamp, BigDecimal unitPrice, BigDecimal quantity, BigDecimal amount) {}

    private record Items(Named creditType, List<Item> scheduleItems) {}

    private record Charge(
            UUID id,
            Named product,
            Items schedule,
            @Nullable String name,
            Map<String, String> customFields,
            @Nullable Instant archivedAt) {}

    private record Statements(Frequency frequency, Instant billingAnchorDate) {}

    private record Transition(String type, ContractId fromContractId, ContractId toContractId) {}

    /** What v1 and v2 have in common; the empty lists are terms that cannot be agreed on yet. */
    private record Terms(
            Instant createdAt,
            String createdBy,
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable String name,
            int netPaymentTermsDays,
            @Nullable UUID rateCardId,
            Statements usageStatementSchedule,
            @Nullable String scheduledChargesOnUsageInvoices,
            List<Charge> scheduledCharges,
            List<Transition> transitions,
            List<Object> commits,
            List<Object> credits,
            List<Object> overrides,
            List<Object> discounts,
            List<Object> recurringCommits,
            List<Object> recurringCredits,
            List<Object> professionalServices,
            List<Object> resellerRoyalties,
            @Nullable ThresholdConfiguration spendThresholdConfiguration,
            @Nullable ThresholdConfiguration prepaidBalanceThresholdConfiguration) {}

    private record Segment(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            ConfigurationView billingProviderConfiguration,

            Instant effectiveAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant effectiveUntil) {}

    private record V2(
            ContractId id,
            UUID customerId,
            @Nullable Instant archivedAt,
            Map<String, String> customFields,
            @Nullable String uniquenessKey,
            String multiplierOverridePrioritization,
            @Nullable ConfigurationView customerBillingProviderConfiguration,
            List<Segment> billingProviderConfigurationSchedule,
            List<Object> revenueSystemConfigurationSchedule,
            List<Object> subscriptions,
            List<Object> usageFilter) {}

    private record V1(
            ContractId id,
            UUID customerId,
            @Nullable Instant archivedAt,
            Map<String, String> customFields,
            @Nullable String uniquenessKey,
            @Nullable ConfigurationView customerBillingProviderConfiguration,
            @Nullable String scheduledChargesOnUsageInvoices,
            @Nullable ThresholdConfiguration spendThresholdConfiguration,
            @Nullable ThresholdConfiguration prepaidBalanceThresholdConfiguration,
            List<Object> amendments,
            ObjectNode initial,
            ObjectNode current) {}

    /** What the contracts of one answer refer to, read once for all of them. */
    private record References(
            Map<ConfigurationId, ProviderConfiguration> configurations,
            Map<ProductId, Product> products,
            Map<ContractId, List<ContractId>> renewals) {}

    private final ContractStore contracts;
    private final Providers providers;
    private final Pricing pricing;
    private final InstantSource clock;

    ContractViews(ContractStore contracts, Providers providers, Pricing pricing, InstantSource clock) {
        this.contracts = contracts;
        this.providers = providers;
        this.pricing = pricing;
        this.clock = clock;
    }

    List<ObjectNode> v1(Collection<ContractState> states) {
        References references = references(states);
        return states.stream().map(state -> v1(state, references)).toList();
    }

    List<ObjectNode> v2(Collection<ContractState> states) {
        References references = references(states);
        return states.stream().map(state -> v2(state, references)).toList();
    }

    /** The terms alone, as v1 keeps the initial ones. */
    ObjectNode terms(ContractState state) {
        return tree(terms(state, references(List.of(state))));
    }

    ObjectNode charge(ScheduledCharge charge) {
        return tree(charge(charge, pricing.products(List.of(charge.product()))));
    }

    private ObjectNode v1(ContractState state, References references) {
        Contract contract = state.contract();
        return tree(new V1(
                contract.id(),
                contract.customer().value(),
                contract.archivedAt(),
                contract.customFields(),
                state.uniquenessKey(),
                view(active(state.terms(), references, clock.instant())),
                consolidation(contract),
                state.thresholds().spend(),
                state.thresholds().prepaidBalance(),
                List.of(),
                state.initialTerms(),
                tree(terms(state, references))));
    }

    private ObjectNode v2(ContractState state, References references) {
        Contract contract = state.contract();
        ObjectNode view = tree(new V2(
                contract.id(),
                contract.customer().value(),
                contract.archivedAt(),
                contract.customFields(),
                state.uniquenessKey(),
                "LOWEST_MULTIPLIER",
                view(active(state.terms(), references, clock.instant())),
                state.terms().schedule().segments().stream()
                        .map(segment -> segment(segment, references))
                        .toList(),
                List.of(),
                List.of(),
                List.of()));
        view.setAll(tree(terms(state, references)));
        return view;
    }

    private Terms terms(ContractState state, References references) {
        Contract contract = state.contract();
        return new Terms(
                contract.createdAt(),
                "api",
                contract.startingAt(),
                contract.endingBefore(),
                contract.name(),
                contract.netPaymentTermsDays(),
                contract.rateCard() == null ? null : contract.rateCard().value(),
                new Statements(
                        contract.statements().frequency(), contract.statements().anchor()),
                consolidation(contract),
                state.terms().charges().stream()
                        .map(charge -> charge(charge, references.products))
                        .toList(),
                transitions(state, references),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                state.thresholds().spend(),
                state.thresholds().prepaidBalance());
    }

    private static @Nullable String consolidation(Contract contract) {
        return contract.consolidatesScheduledCharges() ? "ALL" : null;
    }

    private static List<Transition> transitions(ContractState state, References references) {
        List<Transition> all = new ArrayList<>();
        ContractId id = state.contract().id();
        if (state.renewedFrom() != null) {
            all.add(new Transition("RENEWAL", state.renewedFrom(), id));
        }
        references.renewals.getOrDefault(id, List.of()).forEach(next -> all.add(new Transition("RENEWAL", id, next)));
        return all;
    }

    private static Charge charge(ScheduledCharge charge, Map<ProductId, Product> products) {
        Product product = products.get(charge.product());
        return new Charge(
                charge.id(),
                new Named(charge.product().value(), product == null ? "" : product.name()),
                new Items(
                        new Named(charge.currency().id(), charge.currency().name()),
                        charge.items().stream()
                                .map(item -> new Item(
                                        item.id(), item.timestamp(), item.unitPrice(), item.quantity(), item.amount()))
                                .toList()),
                charge.name(),
                charge.customFields(),
                charge.archivedAt());
    }

    private Segment segment(Timeline.Segment<ProviderSegment> segment, References references) {
        return new Segment(view(configuration(Optional.of(segment), references)), segment.from(), segment.until());
    }

    /**
     * The configuration that bills the contract now: for a contract to come the first one, for one that ended the last
     * that billed it. One that was archived bills nothing any more.
     */
    private static Optional<ProviderConfiguration> active(ContractTerms terms, References references, Instant now) {
        Contract contract = terms.contract();
        Instant end = contract.endingBefore();
        var segment = end != null && !now.isBefore(end)
                ? terms.schedule().before(end)
                : terms.schedule().at(now.isBefore(contract.startingAt()) ? contract.startingAt() : now);
        return configuration(segment, references).filter(configuration -> !configuration.isArchived());
    }

    private static Optional<ProviderConfiguration> configuration(
            Optional<Timeline.Segment<ProviderSegment>> segment, References references) {
        return segment.map(found -> found.value().configuration()).map(references.configurations::get);
    }

    private @Nullable ConfigurationView view(Optional<ProviderConfiguration> configuration) {
        return configuration.map(providers::view).orElse(null);
    }

    private References references(Collection<ContractState> states) {
        Set<ConfigurationId> configurations = new HashSet<>();
        Set<ProductId> products = new HashSet<>();
        for (ContractState state : states) {
            state.terms().schedule().segments().stream()
                    .map(segment -> segment.value().configuration())
                    .filter(Objects::nonNull)
                    .forEach(configurations::add);
            state.terms().charges().forEach(charge -> products.add(charge.product()));
        }
        return new References(
                providers.findAll(configurations),
                products.isEmpty() ? new HashMap<>() : pricing.products(products),
                contracts.renewals(
                        states.stream().map(state -> state.contract().id()).toList()));
    }

    private static ObjectNode tree(Object view) {
        return Json.MAPPER.valueToTree(view);
    }
}
