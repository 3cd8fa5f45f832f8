package io.downbeat.contracts.overrides;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires overrides. Needs the platform, pricing and a {@link NamedBalances}. */
@Configuration(proxyBeanMethods = false)
@Import({OverrideRequests.class, OverrideTargets.class, OverridesPart.class, RateOverrideStore.class})
public class OverridesModule {}
