package io.downbeat.contracts.subscriptions;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires subscriptions. Needs the platform, pricing and {@link BilledSubscriptions}. */
@Configuration(proxyBeanMethods = false)
@Import({SubscriptionRequests.class, SubscriptionStore.class, SubscriptionsPart.class})
public class SubscriptionsModule {

    @Bean
    CustomFieldOwner customFieldsOfSubscriptions(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.SUBSCRIPTION, "subscription", "customer_id");
    }
}
