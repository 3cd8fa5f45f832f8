package io.downbeat.console.balances;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of commits and credits. Needs the console's frame, balances, contracts and invoicing. */
@Configuration(proxyBeanMethods = false)
@Import({BalancePages.class, ReadBalance.class})
public class BalancePagesModule {}
