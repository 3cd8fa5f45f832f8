package io.downbeat.contracts.commits;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires commits and credits. Needs the platform, pricing, balances and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({
    AppliesToRequests.class,
    BalancesNamedInOverrides.class,
    BalanceRequests.class,
    BalanceViews.class,
    CommitsPart.class,
    CreditsPart.class
})
public class CommitsModule {}
