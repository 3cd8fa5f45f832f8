package io.downbeat.preflight;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is asked of the configurations that are watched, by the contracts' terms as they are now. */
final class WatchQuestions {
    private final Contracts contracts;
    private final Providers providers;
    private final Questions questions;

    record DueCheck(Watch watch, Preflight question) {}

    WatchQuestions(Contracts contracts, Providers providers, Questions questions) {
        this.contracts = contracts;
        this.providers = providers;
        this.questions = questions;
    }

    List<DueCheck> of(List<Watch> claimed) {
        Map<ContractId, ContractTerms> terms = contracts.terms(claimed.stream()
                .map(watch -> new Contract.Ref(watch.customer(), watch.contract()))
                .distinct()
                .toList());
        Map<ConfigurationId, ProviderConfiguration> configurations = providers.findAll(
                claimed.stream().map(Watch::configuration).distinct().toList());
        List<DueCheck> looks = new ArrayList<>();
        for (Watch watch : claimed) {
            // Foreign keys: a watch without its contract or configuration cannot be.
            ContractTerms contract = Objects.requireNonNull(terms.get(watch.contract()));
            ProviderConfiguration configuration = Objects.requireNonNull(configurations.get(watch.configuration()));
            looks.add(new DueCheck(watch, questions.about(contract, configuration, watch.beginsAt())));
        }
        return looks;
    }
}
