package io.downbeat.packages;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires packages. Needs the platform, custom fields, pricing and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({
    ContractCreationApi.class,
    CreatePackage.class,
    PackageAliases.class,
    PackageStore.class,
    PackageViews.class,
    PackagesApi.class,
    ProvisionContract.class,
    TermFields.class
})
public class PackagesModule {

    @Bean
    CustomFieldOwner customFieldsOfPackageCommits(JdbcClient database) {
        return ofTerms(database, CustomFieldEntity.PACKAGE_COMMIT);
    }

    @Bean
    CustomFieldOwner customFieldsOfPackageCredits(JdbcClient database) {
        return ofTerms(database, CustomFieldEntity.PACKAGE_CREDIT);
    }

    @Bean
    CustomFieldOwner customFieldsOfPackageScheduledCharges(JdbcClient database) {
        return ofTerms(database, CustomFieldEntity.PACKAGE_SCHEDULED_CHARGE);
    }

    @Bean
    CustomFieldOwner customFieldsOfPackageSubscriptions(JdbcClient database) {
        return ofTerms(database, CustomFieldEntity.PACKAGE_SUBSCRIPTION);
    }

    private static CustomFieldOwner ofTerms(JdbcClient database, CustomFieldEntity entity) {
        return CustomFieldColumn.ofAccount(database, entity, "package_term").where("entity = '" + entity.word() + "'");
    }
}
