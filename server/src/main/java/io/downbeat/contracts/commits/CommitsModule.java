package io.downbeat.contracts.commits;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires commits and credits. Needs the platform, customers, pricing, balances, contracts and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccessEdits.class,
    AdjustBalances.class,
    AgreedBalances.class,
    AppliesToRequests.class,
    BalanceEdits.class,
    BalanceRequests.class,
    BalanceViews.class,
    BalancesV1Api.class,
    BalancesV2Api.class,
    CommitsPart.class,
    CreateCustomerBalances.class,
    CustomerBalances.class,
    CustomerScopes.class,
    EditBalances.class,
    EndCustomerBalances.class,
    RecurringPart.class,
    RecurringPeriods.class,
    RecurringRequests.class,
    RecurringStore.class,
    RecurringWork.class
})
public class CommitsModule {

    /** Payments of commits are not invoiced yet. Whoever does it says which are, in the place of this. */
    @Bean
    BilledPayments billedPayments() {
        return (customer, items) -> Map.of();
    }
}
