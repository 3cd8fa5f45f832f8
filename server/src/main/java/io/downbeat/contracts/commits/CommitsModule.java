package io.downbeat.contracts.commits;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires commits and credits. Needs the platform, customers, pricing, balances, contracts, scheduled charges a {@link BilledPayments} and {@link
 * BilledPayments.FinalizedInvoices}. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccessEdits.class,
    AdjustBalances.class,
    AgreedBalances.class,
    AppliesToRequests.class,
    BalanceEdits.class,
    BalancesNamedInOverrides.class,
    BalanceRequests.class,
    BalanceViews.class,
    BilledOnContractPart.class,
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
    RecurringWork.class,
    RollingOver.class
})
public class CommitsModule {}
