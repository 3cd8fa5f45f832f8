package io.downbeat.contracts;

import io.downbeat.balances.BalanceReadings;
import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires contracts. Needs the platform, customers, pricing, the {@link ContractParts} that contracts consist of, and {@link BalanceReadings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    ArchiveContracts.class,
    WriteContracts.class,
    ContractEditStore.class,
    ContractHeader.class,
    ContractStore.class,
    ContractViews.class,
    Contracts.class,
    ContractsV1Api.class,
    ContractsV2Api.class,
    CreateContract.class,
    EditContract.class,
    ReadContracts.class,
    Renewal.class
})
public class ContractsModule {

    @Bean
    CustomFieldOwner customFieldsOfContracts(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.CONTRACT, "contract", "customer_id");
    }
}
