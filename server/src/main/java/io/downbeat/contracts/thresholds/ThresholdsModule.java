package io.downbeat.contracts.thresholds;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires threshold configurations. Needs the platform and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({ThresholdRequests.class, ThresholdStore.class, ThresholdUnits.class, ThresholdsPart.class})
public class ThresholdsModule {}
