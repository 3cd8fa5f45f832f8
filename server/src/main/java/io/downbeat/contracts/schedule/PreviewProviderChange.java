package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import java.time.InstantSource;
import java.util.List;

/** Tells what a change of billing provider would do, changing nothing. */
public final class PreviewProviderChange {
    private final Contracts contracts;
    private final Configurations configurations;
    private final InstantSource clock;
    private final Ids ids;

    PreviewProviderChange(Contracts contracts, Configurations configurations, InstantSource clock, Ids ids) {
        this.contracts = contracts;
        this.configurations = configurations;
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

    private ProviderChangePreview preview(
            ContractTerms terms, ProviderChange change, ConfigurationChoice.Usable target) {
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
