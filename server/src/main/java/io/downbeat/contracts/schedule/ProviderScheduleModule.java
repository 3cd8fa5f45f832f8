package io.downbeat.contracts.schedule;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the billing provider schedule. Needs the platform, contracts and providers. */
@Configuration(proxyBeanMethods = false)
@Import({
    Configurations.class,
    DisableThresholds.class,
    PaidChildren.class,
    PreviewProviderChange.class,
    ProviderHistory.class,
    ProviderSchedulePart.class,
    ProviderSegmentStore.class
})
public class ProviderScheduleModule {}
