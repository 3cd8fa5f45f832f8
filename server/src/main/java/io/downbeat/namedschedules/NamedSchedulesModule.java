package io.downbeat.namedschedules;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires named schedules. Needs the platform, customers, pricing and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({NamedScheduleStore.class, NamedSchedules.class, NamedSchedulesApi.class})
public class NamedSchedulesModule {}
