package io.downbeat.contracts.thresholds;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires threshold configurations. Needs the platform, scheduled charges and spend trackers. */
@Configuration(proxyBeanMethods = false)
@Import({DiscountCaps.class, ThresholdRequests.class, ThresholdStore.class, ThresholdUnits.class, ThresholdsPart.class})
public class ThresholdsModule {}
