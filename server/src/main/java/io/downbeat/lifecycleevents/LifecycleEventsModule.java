package io.downbeat.lifecycleevents;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires lifecycle events. Needs the platform, customers, balances and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({
    ConfigurationStore.class,
    Environment.class,
    FollowLifecycles.class,
    ManageWanted.class,
    MessageBodies.class,
    MessageStore.class,
    MomentStore.class,
    NotificationConfigurationsApi.class,
    PlanMessages.class,
    TellDue.class
})
public class LifecycleEventsModule {}
