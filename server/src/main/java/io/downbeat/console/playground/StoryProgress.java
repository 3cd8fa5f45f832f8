package io.downbeat.console.playground;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.Customer;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a story was played, told by what there is of it. Who moved the clock does not matter: a month that ended is over.
 *
 * @param number which story
 * @param customer {@code null} before the first step
 * @param contract {@code null} before the second
 * @param invoices of the contract
 */
record StoryProgress(
        int number,
        StoryDates dates,
        @Nullable Customer customer,
        @Nullable ContractTerms contract,
        List<ProviderConfiguration> configurations,
        List<Invoicing.Summary> invoices) {
    StoryProgress {
        configurations = List.copyOf(configurations);
        invoices = List.copyOf(invoices);
    }

    /** How many steps were; the last one that left something counts with all before it. */
    int played() {
        return StoryStep.all().reversed().stream()
                .filter(this::leftSomething)
                .findFirst()
                .map(StoryStep::number)
                .orElse(0);
    }

    private boolean leftSomething(StoryStep step) {
        return switch (step) {
            case CUSTOMER -> customer != null;
            case CONTRACT -> contract != null;
            case USAGE -> hasUsage(0);
            case MONTH_END -> isFinal(0);
            case SWITCH -> contract != null && contract.schedule().size() > 1;
            case METERED_USAGE -> hasUsage(2);
            case METERED_MONTH_END -> isFinal(2);
        };
    }

    private boolean hasUsage(int month) {
        return invoice(month).filter(one -> one.total().signum() != 0).isPresent();
    }

    private boolean isFinal(int month) {
        return invoice(month)
                .filter(one -> one.status() == InvoiceStatus.FINALIZED)
                .isPresent();
    }

    Optional<Invoicing.Summary> invoice(int month) {
        return invoices.stream()
                .filter(one -> one.status() != InvoiceStatus.VOID
                        && dates.month(month).equals(one.subject().period()))
                .findFirst();
    }

    /** The customer's configuration with the provider; empty if somebody archived it. */
    Optional<ConfigurationId> configuration(BillingProvider provider) {
        return configurations.stream()
                .filter(one -> one.provider() == provider)
                .map(ProviderConfiguration::id)
                .findFirst();
    }
}
