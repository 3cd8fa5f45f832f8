package io.downbeat.contracts.charges;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires scheduled charges. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({
    FixedProducts.class,
    InvoiceSchedules.class,
    ScheduledChargeRequests.class,
    ScheduledChargeStore.class,
    ScheduledChargesPart.class
})
public class ScheduledChargesModule {

    @Bean
    CustomFieldOwner customFieldsOfScheduledCharges(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(
                database, CustomFieldEntity.SCHEDULED_CHARGE, "scheduled_charge", "customer_id");
    }
}
