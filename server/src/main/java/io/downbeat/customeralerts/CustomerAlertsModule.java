package io.downbeat.customeralerts;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the alerts about customers. Needs from {@code app}: a {@link CustomerAlertsSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    AlertMessages.class,
    AlertReader.class,
    AlertsApi.class,
    AlertStateStore.class,
    AlertStore.class,
    CardStore.class,
    CreateAlerts.class,
    CustomerAlertsApi.class,
    EvaluateAlerts.class,
    FollowAccounts.class,
    FollowCustomFields.class,
    FollowRates.class,
    EvaluateDueCustomers.class,
    EvaluationStore.class,
    ManageAlerts.class,
    ReadCustomerAlerts.class,
    SpreadAlerts.class
})
public class CustomerAlertsModule {}
