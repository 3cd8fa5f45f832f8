package io.downbeat.incidents;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires incidents, and gives the platform the one to report failing jobs to. */
@Configuration(proxyBeanMethods = false)
@Import({Incidents.class, IncidentStore.class, IncidentsApi.class, JobIncidents.class})
public class IncidentsModule {}
