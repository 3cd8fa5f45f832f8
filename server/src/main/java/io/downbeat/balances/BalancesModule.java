package io.downbeat.balances;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires balances. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({BalanceRows.class, BalanceStore.class, Balances.class, DrawStore.class})
public class BalancesModule {}
