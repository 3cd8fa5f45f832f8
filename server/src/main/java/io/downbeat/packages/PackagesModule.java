package io.downbeat.packages;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires packages. Needs the platform, pricing and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({
    ContractCreationApi.class,
    CreatePackage.class,
    PackageAliases.class,
    PackageStore.class,
    PackageViews.class,
    PackagesApi.class,
    ProvisionContract.class
})
public class PackagesModule {}
