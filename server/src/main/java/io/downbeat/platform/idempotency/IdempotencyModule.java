package io.downbeat.platform.idempotency;

import static io.downbeat.platform.http.HttpModule.ordered;

import io.downbeat.platform.work.BusinessClock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@Import({IdempotencyKeyStore.class, ForgetRequestKeys.class})
public class IdempotencyModule {

    @Bean
    FilterRegistrationBean<IdempotencyKeys> idempotencyKeys(
            PlatformTransactionManager manager, IdempotencyKeyStore store, BusinessClock clock) {
        return ordered(new IdempotencyKeys(new TransactionTemplate(manager), store, clock), 30);
    }
}
