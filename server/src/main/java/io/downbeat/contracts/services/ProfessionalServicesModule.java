package io.downbeat.contracts.services;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires professional services. Needs the platform, pricing and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({ProfessionalServiceStore.class, ProfessionalServicesPart.class})
public class ProfessionalServicesModule {}
