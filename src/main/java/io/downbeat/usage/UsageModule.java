package io.downbeat.usage;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires usage. */
@Configuration(proxyBeanMethods = false)
@Import({Metrics.class, Usage.class, UsageStore.class})
public class UsageModule {}
