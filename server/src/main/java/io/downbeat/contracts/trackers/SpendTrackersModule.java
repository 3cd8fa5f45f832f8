package io.downbeat.contracts.trackers;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires spend trackers. Needs the platform, pricing and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({SpendTrackerStore.class, SpendTrackersPart.class, TrackedSpend.class})
public class SpendTrackersModule {}
