package io.downbeat.delivery.engine.opening;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires how deliveries are opened. */
@Configuration(proxyBeanMethods = false)
@Import({DeliveryAccounts.class, Freezing.class, NewDeliveryStore.class, OpenDeliveries.class})
public class DeliveryOpeningModule {}
