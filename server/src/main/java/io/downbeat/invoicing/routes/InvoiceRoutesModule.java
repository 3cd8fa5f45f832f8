package io.downbeat.invoicing.routes;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires routes by hand. */
@Configuration(proxyBeanMethods = false)
@Import({RouteByHandStore.class, RoutesByHand.class})
public class InvoiceRoutesModule {}
