package io.downbeat.invoicing.historical;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what historical invoices are made of. */
@Configuration(proxyBeanMethods = false)
@Import(HistoricalStore.class)
public class HistoricalModule {}
