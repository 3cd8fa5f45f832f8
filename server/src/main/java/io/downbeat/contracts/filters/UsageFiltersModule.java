package io.downbeat.contracts.filters;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires usage filters. Needs the platform, customers, usage, pricing and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({UsageFilterApi.class, UsageFilterPart.class, UsageFilterRequests.class, UsageFilterStore.class})
public class UsageFiltersModule {}
