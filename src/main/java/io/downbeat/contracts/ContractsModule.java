package io.downbeat.contracts;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires contracts. */
@Configuration(proxyBeanMethods = false)
@Import({Contracts.class})
public class ContractsModule {}
