package io.downbeat.invoicing.balances;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the reads of balances. Needs invoicing, contracts with their kinds, balances, pricing and customers. */
@Configuration(proxyBeanMethods = false)
@Import({
    BalanceHistories.class,
    BalanceLists.class,
    BalancesApi.class,
    NetBalance.class,
    ReadBalances.class,
    SeatBalances.class,
    SeatBalancesApi.class
})
public class BalanceReadsModule {}
