package io.downbeat.contracts.overrides;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires overrides. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({NoBalances.class, OverrideRequests.class, OverrideTargets.class, OverridesPart.class, RateOverrideStore.class})
public class OverridesModule {}
