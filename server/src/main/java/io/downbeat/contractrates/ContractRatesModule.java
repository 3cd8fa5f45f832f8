package io.downbeat.contractrates;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the reading of a contract's rates and of its subscriptions' history. Needs customers, contracts and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({ContractRatesApi.class, SubscriptionHistoriesApi.class})
public class ContractRatesModule {}
