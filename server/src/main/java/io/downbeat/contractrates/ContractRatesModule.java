package io.downbeat.contractrates;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the reading of a contract's rates. Needs customers, contracts and pricing. */
@Configuration(proxyBeanMethods = false)
@Import(ContractRatesApi.class)
public class ContractRatesModule {}
