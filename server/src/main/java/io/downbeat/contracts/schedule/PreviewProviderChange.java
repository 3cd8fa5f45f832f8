package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a change of billing provider would do, changing nothing. */
public final class PreviewProviderChange {
    private final Contracts contracts;
    private final Configurations configurations;
    private final PaidChildren children;
    private final InstantSource clock;
    private final Ids ids;

    PreviewProviderChange(
            Contracts contracts, Configurations configurations, PaidChildren children, InstantSource clock, Ids ids) {
        this.contracts = contracts;
        this.configurations = configurations;
        this.children = children;
        this.clock = clock;
        this.ids = ids;
    }

    /** @throws io.downbeat.platform.http.Refused if the customer has no such contract */
    public ProviderChangePreview preview(CustomerId customer, ContractId id, ProviderChange change) {
        ContractTerms terms = contracts.require(customer, id);
        if (terms.contract().isArchived()) {
            return new ProviderChangePreview.Impossible(null, terms, List.of(Contracts.ARCHIVED));
        }
        return switch (configurations.choose(customer, change.target())) {
            case ConfigurationChoice.Unusable(String reason) ->
                new ProviderChangePreview.Impossible(null, terms, List.of(reason));
            case ConfigurationChoice.Usable usable -> preview(terms, change, usable);
        };
    }

    /**
     * Each configuration, and nobody, at each boundary: whether a change to it would be allowed. Reads once for all of them.
     *
     * @param candidates of the contract's customer, none of them archived
     */
    public List<Option> options(ContractTerms terms, Collection<ProviderConfiguration> candidates) {
        ProviderSchedule schedule = configurations.schedule(terms.schedule());
        Map<ContractId, Thresholds> paid = children.thresholds(terms);
        List<Option> options = new ArrayList<>();
        for (PeriodBoundary boundary : PeriodBoundary.values()) {
            for (ProviderConfiguration candidate : candidates) {
                options.add(option(terms, schedule, paid, Configurations.usable(candidate), candidate.id(), boundary));
            }
            var nobody = new ConfigurationChoice.Usable(null, ProviderKind.NONE);
            options.add(option(terms, schedule, paid, nobody, null, boundary));
        }
        return options;
    }

    /**
     * One change that can be asked for.
     *
     * @param configuration {@code null} for nobody
     * @param boundary {@code null} if there is no such boundary
     * @param reasons why it would be refused; empty if it is allowed
     */
    public record Option(
            @Nullable ConfigurationId configuration,
            PeriodBoundary effectiveAt,
            @Nullable Instant boundary,
            List<String> reasons) {
        public Option {
            reasons = List.copyOf(reasons);
        }
    }

    private Option option(
            ContractTerms terms,
            ProviderSchedule schedule,
            Map<ContractId, Thresholds> paid,
            ConfigurationChoice choice,
            @Nullable ConfigurationId id,
            PeriodBoundary effectiveAt) {
        return switch (choice) {
            case ConfigurationChoice.Unusable(String reason) -> new Option(id, effectiveAt, null, List.of(reason));
            case ConfigurationChoice.Usable usable
            when PaidByParents.conflict(terms, usable.kind(), paid).isPresent() ->
                new Option(
                        id,
                        effectiveAt,
                        null,
                        PaidByParents.conflict(terms, usable.kind(), paid).stream()
                                .toList());
            case ConfigurationChoice.Usable usable ->
                switch (schedule.change(
                        new ProviderSchedule.ChangeRequest(
                                usable.configuration(), usable.kind(), effectiveAt, ids.next(), null),
                        terms.contract().periods(),
                        terms.get(Thresholds.KIND),
                        clock.instant())) {
                    case ProviderSchedule.Change.NotAllowed(var boundary, var reasons) ->
                        new Option(id, effectiveAt, boundary, reasons);
                    case ProviderSchedule.Change.Made(var segment, var _) ->
                        new Option(id, effectiveAt, segment.effectiveAt(), List.of());
                };
        };
    }

    private ProviderChangePreview preview(
            ContractTerms terms, ProviderChange change, ConfigurationChoice.Usable target) {
        Optional<String> conflict = PaidByParents.conflict(terms, target.kind(), children.thresholds(terms));
        if (conflict.isPresent()) {
            return new ProviderChangePreview.Impossible(null, terms, List.of(conflict.get()));
        }
        var request = new ProviderSchedule.ChangeRequest(
                target.configuration(), target.kind(), change.effectiveAt(), ids.next(), null);
        return switch (configurations
                .schedule(terms.schedule())
                .change(request, terms.contract().periods(), terms.get(Thresholds.KIND), clock.instant())) {
            case ProviderSchedule.Change.NotAllowed(var boundary, var reasons) ->
                new ProviderChangePreview.Impossible(boundary, terms, reasons);
            case ProviderSchedule.Change.Made(var segment, var changed) ->
                new ProviderChangePreview.Possible(
                        segment.effectiveAt(), terms, terms.with(ProviderSegment.KIND, changed.segments()));
        };
    }
}
