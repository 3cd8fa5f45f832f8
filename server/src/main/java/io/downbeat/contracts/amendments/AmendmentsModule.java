package io.downbeat.contracts.amendments;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires amendments. Needs the platform and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({AmendContract.class, AmendmentStore.class, AmendmentsApi.class, AmendmentsPart.class})
public class AmendmentsModule {}
