package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.schedule.PeriodBoundary;
import io.downbeat.contracts.schedule.PreviewProviderChange.Option;
import io.downbeat.customers.Customer;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the first step of a switch together. Pure. */
final class ComposeSwitch {
    private final ContractTerms terms;
    private final List<Option> options;
    private final Optional<SwitchRequest> chosen;
    private final Instant now;

    ComposeSwitch(ContractTerms terms, List<Option> options, Optional<SwitchRequest> chosen, Instant now) {
        this.terms = terms;
        this.options = options;
        this.chosen = chosen;
        this.now = now;
    }

    SwitchPage page(Frame frame, Customer customer, List<ProviderConfiguration> candidates) {
        Map<ConfigurationId, Destination> named = Destination.all(candidates);
        List<SwitchPage.Choice> choices = new ArrayList<>();
        for (ProviderConfiguration candidate : candidates) {
            choices.add(choice(candidate.id(), Objects.requireNonNull(named.get(candidate.id())), keys(candidate)));
        }
        choices.add(choice(null, Destination.NOBODY, "Usage goes on being counted; no provider is told."));
        return new SwitchPage(frame, contracted(terms.contract(), customer), choices, boundaries());
    }

    static SwitchPage.Contracted contracted(Contract contract, Customer customer) {
        return new SwitchPage.Contracted(contract.id().toString(), ComposeContractPage.name(contract), customer.name());
    }

    /** What tells the customer's configurations apart; secrets are the account's and are none of these. */
    private static String keys(ProviderConfiguration one) {
        return one.configuration()
                .propertyStream()
                .filter(key -> key.getValue().isValueNode())
                .map(key -> key.getKey() + " " + key.getValue().asString())
                .collect(Collectors.joining(", "));
    }

    private SwitchPage.Choice choice(@Nullable ConfigurationId id, Destination to, String keys) {
        List<Option> mine = options.stream()
                .filter(option -> Objects.equals(option.configuration(), id))
                .toList();
        List<Option> allowed =
                mine.stream().filter(option -> option.reasons().isEmpty()).toList();
        Optional<SwitchRequest> here = chosen.filter(request -> Objects.equals(request.configuration(), id));
        return new SwitchPage.Choice(
                id == null ? SwitchRequest.NOBODY : id.toString(),
                to.name(),
                to.how(),
                to.css(),
                keys,
                note(id, mine, allowed),
                allowed.isEmpty() ? reasons(mine) : null,
                here.isPresent());
    }

    private String note(@Nullable ConfigurationId id, List<Option> all, List<Option> allowed) {
        boolean isNow = terms.schedule()
                .at(now)
                .map(segment -> segment.value())
                .map(ProviderSegment::configuration)
                .equals(Optional.ofNullable(id));
        String note = isNow ? "Bills now. " : "";
        return allowed.size() == 1 && all.size() > 1
                ? note + "Only from the " + word(allowed.getFirst().effectiveAt()) + " on: "
                        + reasons(all.stream()
                                .filter(option -> !option.reasons().isEmpty())
                                .toList())
                : note;
    }

    private static String reasons(List<Option> refused) {
        return refused.stream()
                .flatMap(option -> option.reasons().stream())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private List<SwitchPage.Boundary> boundaries() {
        return List.of(boundary(PeriodBoundary.START_OF_NEXT_PERIOD), boundary(PeriodBoundary.START_OF_CURRENT_PERIOD));
    }

    private SwitchPage.Boundary boundary(PeriodBoundary boundary) {
        List<Option> mine = options.stream()
                .filter(option -> option.effectiveAt() == boundary)
                .toList();
        boolean isAllowed = mine.stream().anyMatch(option -> option.reasons().isEmpty());
        String moment = mine.stream()
                .map(Option::boundary)
                .filter(Objects::nonNull)
                .findFirst()
                .map(at -> Moments.moment(at) + ", " + Moments.relative(at, now))
                .orElse("");
        return new SwitchPage.Boundary(
                boundary.name(),
                "Start of the " + word(boundary),
                moment,
                isAllowed ? null : reasons(mine),
                chosen.map(request -> request.effectiveAt() == boundary)
                        .orElse(boundary == PeriodBoundary.START_OF_NEXT_PERIOD && isAllowed));
    }

    static String word(PeriodBoundary boundary) {
        return switch (boundary) {
            case START_OF_CURRENT_PERIOD -> "current period";
            case START_OF_NEXT_PERIOD -> "next period";
        };
    }
}
