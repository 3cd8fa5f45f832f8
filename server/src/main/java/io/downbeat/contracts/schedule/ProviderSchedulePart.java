package io.downbeat.contracts.schedule;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.CreditType;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schedule of billing provider configurations: which one bills from which period boundary on. Comes after the
 * thresholds, so that one edit may disable threshold billing and schedule a marketplace.
 */
public final class ProviderSchedulePart implements ContractPart<Timeline<ProviderSegment>> {
    private static final String CREATE = "billing_provider_configuration";
    private static final String UPDATE = "add_billing_provider_configuration_update";
    private static final String TARGET = UPDATE + "." + CREATE;

    private final Configurations configurations;
    private final Providers providers;
    private final ProviderSegmentStore store;
    private final PaidChildren paid;
    private final InstantSource clock;
    private final Ids ids;

    ProviderSchedulePart(
            Configurations configurations,
            Providers providers,
            ProviderSegmentStore store,
            PaidChildren paid,
            InstantSource clock,
            Ids ids) {
        this.configurations = configurations;
        this.providers = providers;
        this.store = store;
        this.paid = paid;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public TermKind<Timeline<ProviderSegment>> kind() {
        return ProviderSegment.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(UPDATE);
    }

    /**
     * The first segment, from the contract's start on. Locks the configuration. Refuses one that is not the customer's,
     * is archived or bills no contract, and a marketplace for a rate card that is not in US dollars.
     */
    @Override
    public Timeline<ProviderSegment> create(Body body, Creation creation) {
        Contract contract = creation.contract();
        return body.optionalObject(CREATE)
                .map(wanted -> configurations.hold(contract.customer(), ProviderSelector.read(wanted, false), CREATE))
                .map(choice -> {
                    refuseOtherCurrency(choice.kind(), creation.currency());
                    Instant start = contract.startingAt();
                    return Timeline.<ProviderSegment>empty()
                            .with(
                                    start,
                                    new ProviderSegment(
                                            ids.next(), choice.configuration(), start, creation.now(), null));
                })
                .orElseGet(Timeline::empty);
    }

    private static void refuseOtherCurrency(ProviderKind kind, @Nullable CreditType currency) {
        if (kind == ProviderKind.MARKETPLACE && currency != null && !currency.equals(CreditType.USD_CENTS)) {
            throw Refused.invalid(
                    CREATE, "a marketplace bills US dollars only, and the rate card is in " + currency.name());
        }
    }

    /**
     * A segment at the start of the current period or of the next one. Locks the configuration, before the contract.
     * Refuses every change that {@link ProviderSchedule} does not allow, with all its reasons.
     */
    @Override
    public Change<Timeline<ProviderSegment>> edit(Body body, CustomerId customer) {
        Optional<ProviderChange> asked = body.optionalObject(UPDATE).map(ProviderChange::read);
        if (asked.isEmpty()) {
            return (before, edit) -> before;
        }
        ProviderChange change = asked.get();
        ConfigurationChoice.Usable target = configurations.hold(customer, change.target(), TARGET);
        return (before, edit) -> changed(before, change, target, edit);
    }

    private Timeline<ProviderSegment> changed(
            Timeline<ProviderSegment> before, ProviderChange asked, ConfigurationChoice.Usable target, Edit edit) {
        var request = new ProviderSchedule.ChangeRequest(
                target.configuration(), target.kind(), asked.effectiveAt(), ids.next(), edit.id());
        ContractTerms terms = edit.after();
        PaidByParents.conflict(terms, target.kind(), paid.thresholds(terms)).ifPresent(reason -> {
            throw Refused.invalid(UPDATE, reason);
        });
        return switch (configurations
                .schedule(before)
                .change(request, terms.contract().periods(), terms.get(Thresholds.KIND), edit.now())) {
            case ProviderSchedule.Change.NotAllowed(var _, var reasons) ->
                throw Refused.invalid(UPDATE, String.join("; ", reasons));
            case ProviderSchedule.Change.Made(var segment, var changed) -> {
                record(asked, segment, edit.changes());
                yield changed.segments();
            }
        };
    }

    private static void record(ProviderChange asked, ProviderSegment segment, ObjectNode changes) {
        ObjectNode entry = changes.withObject(UPDATE);
        entry.withObject(CREATE)
                .put(
                        "billing_provider_configuration_id",
                        segment.configuration() == null
                                ? null
                                : segment.configuration().toString());
        entry.withObject("schedule").put("effective_at", asked.effectiveAt().name());
        entry.put("effective_at", Json.instant(segment.effectiveAt()));
    }

    /**
     * Threshold billing and billing providers must fit each other, now and later. Only where the thresholds are new or
     * changed: a change of provider is held to them by the schedule's own rules, and what was left alone stays.
     */
    @Override
    public void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        PaidByParents.refuseOwnSchedule(before, after, CREATE);
        Thresholds thresholds = after.get(Thresholds.KIND);
        if (thresholds.equals(before.get(Thresholds.KIND))) {
            return;
        }
        configurations
                .schedule(billing(after))
                .conflict(thresholds, after.contract().periods(), now)
                .ifPresent(reason -> {
                    throw Refused.rule(reason);
                });
    }

    /** By the provider alone: which configuration it is, the customer decides. Whatever fits one that may be chosen later is left alone. */
    @Override
    public void requirePossible(Creation creation, ContractTerms terms, @Nullable BillingProvider provider) {
        if (provider == null) {
            return;
        }
        ProviderKind kind = ProviderKind.of(provider).orElse(ProviderKind.NONE);
        refuseOtherCurrency(kind, creation.currency());
        ProviderSchedule.conflict(terms.get(Thresholds.KIND), kind).ifPresent(reason -> {
            throw Refused.rule(reason);
        });
    }

    /** What bills the contract: a child that is being made, and that its parent pays for, has not been read with the parent's. */
    private Timeline<ProviderSegment> billing(ContractTerms after) {
        Contract.Ref payer = Families.payer(after);
        return after.schedule().segments().isEmpty() && Families.isPaidByParent(after)
                ? store.visible(List.of(payer)).getOrDefault(payer.contract(), Timeline.empty())
                : after.schedule();
    }

    @Override
    public void save(
            Contract was, Contract contract, Timeline<ProviderSegment> before, Timeline<ProviderSegment> after) {
        List<ProviderSegment> stored = segments(before);
        segments(after).stream()
                .filter(segment -> !stored.contains(segment))
                .forEach(segment -> store.add(contract.ref(), segment));
    }

    private static List<ProviderSegment> segments(Timeline<ProviderSegment> schedule) {
        return schedule.segments().stream().map(Timeline.Segment::value).toList();
    }

    @Override
    public Map<ContractId, Timeline<ProviderSegment>> load(Collection<Contract.Ref> contracts) {
        return store.visible(contracts);
    }

    @Override
    public View<Timeline<ProviderSegment>> view(Collection<Timeline<ProviderSegment>> terms) {
        return new ProviderScheduleView(providers, terms, clock.instant());
    }

    @Override
    public void showAsOf(Instant instant, Contract contract, Timeline<ProviderSegment> schedule, ObjectNode view) {
        ProviderScheduleView.showAsOf(instant, view);
    }
}
