package io.downbeat.contracts.services;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires professional services. Needs the platform, pricing and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({ProfessionalServiceStore.class, ProfessionalServicesPart.class})
public class ProfessionalServicesModule {

    @Bean
    CustomFieldOwner customFieldsOfProfessionalServices(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(
                database, CustomFieldEntity.PROFESSIONAL_SERVICE, "professional_service", "customer_id");
    }
}
