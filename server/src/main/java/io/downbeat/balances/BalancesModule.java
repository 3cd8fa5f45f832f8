package io.downbeat.balances;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires balances. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({BalanceRows.class, BalanceStore.class, Balances.class, DrawStore.class})
public class BalancesModule {

    @Bean
    CustomFieldOwner customFieldsOfCommits(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.COMMIT, "balance", "customer_id")
                .where("type <> 'CREDIT'");
    }

    @Bean
    CustomFieldOwner customFieldsOfCredits(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.CONTRACT_CREDIT, "balance", "customer_id")
                .where("type = 'CREDIT'");
    }
}
