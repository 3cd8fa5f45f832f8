package io.downbeat.platform.idempotency;

import static io.downbeat.platform.http.HttpModule.ordered;

import io.downbeat.platform.callers.RefusedChanges;
import io.downbeat.platform.work.BusinessClock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@Configuration(proxyBeanMethods = false)
@Import({IdempotencyKeyStore.class, ForgetRequestKeys.class})
public class IdempotencyModule {

    /** Made at the first request with a key: a filter is there before the handlers are. */
    @Bean
    @Lazy
    ExemptHandlers exemptHandlers(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
        return new ExemptHandlers(handlers);
    }

    @Bean
    FilterRegistrationBean<IdempotencyKeys> idempotencyKeys(
            PlatformTransactionManager manager,
            IdempotencyKeyStore store,
            BusinessClock clock,
            ObjectProvider<ExemptHandlers> exempt,
            RefusedChanges refusals) {
        return ordered(
                new IdempotencyKeys(new TransactionTemplate(manager), store, clock, exempt::getObject, refusals), 30);
    }
}
