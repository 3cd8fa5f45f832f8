package io.downbeat.contracts;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires contracts. Needs the platform, customers, pricing and providers. */
@Configuration(proxyBeanMethods = false)
@Import({
    ArchiveContracts.class,
    ChargeTerms.class,
    Configurations.class,
    ContractEditStore.class,
    ContractStore.class,
    ContractViews.class,
    Contracts.class,
    ContractsV1Api.class,
    ContractsV2Api.class,
    CreateContract.class,
    EditContract.class,
    FixedProducts.class,
    ProviderSegmentStore.class,
    ReadContracts.class,
    ScheduledChargeStore.class,
    ThresholdTerms.class
})
public class ContractsModule {}
