package io.downbeat.incidents;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires incidents, and tells the platform who hears of failing jobs. */
@Configuration(proxyBeanMethods = false)
@Import({Incidents.class, IncidentStore.class, IncidentsApi.class, JobIncidents.class})
public class IncidentsModule {}
