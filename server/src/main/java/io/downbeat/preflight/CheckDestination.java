package io.downbeat.preflight;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;

/** Would a contract's invoices get through to a configuration, from a moment on? */
public final class CheckDestination {
    private final Questions questions;
    private final ProviderChecks checks;

    CheckDestination(Questions questions, ProviderChecks checks) {
        this.questions = questions;
        this.checks = checks;
    }

    /** Asks the provider now and changes nothing; goes over the network, so never call it inside a transaction. */
    public List<Preflight.Point> check(ContractTerms terms, ProviderConfiguration configuration, Instant moment) {
        return checks.all(questions.about(terms, configuration, moment));
    }
}
