package io.downbeat.invoicing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires invoicing. Needs from {@code app}: an {@link InvoicingSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({Invoicing.class})
public class InvoicingModule {}
