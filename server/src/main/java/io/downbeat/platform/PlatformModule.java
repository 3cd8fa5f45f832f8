package io.downbeat.platform;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wires the platform. Needs from {@code app}: a {@code DataSource}, a {@link BusinessClock}, a {@link ServerAccess}, a
 * {@link WorkFailures}, {@link RequestLimits}.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    ApiErrors.class,
    ClockApi.class,
    ForgetRequestKeys.class,
    HealthApi.class,
    Ids.class,
    IdempotencyKeyStore.class,
    KnownOperations.class,
    RequestArguments.class,
    ServerEdge.class,
    Transactions.class,
    UnhandledErrors.class
})
public class PlatformModule {

    @Bean
    JsonMapper jsonMapper() {
        return Json.MAPPER;
    }

    @Bean
    JdbcClient jdbcClient(DataSource database) {
        return JdbcClient.create(database);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource database) {
        return new JdbcTransactionManager(database);
    }

    @Bean(destroyMethod = "close")
    WorkRunner workRunner(List<DueWork> works, BusinessClock clock, WorkFailures hearing) {
        return new WorkRunner(works, clock, hearing);
    }

    @Bean
    FilterRegistrationBean<RequestBounds> requestBounds(ServerAccess access, RequestLimits limits) {
        return ordered(new RequestBounds(access, limits), 5);
    }

    @Bean
    FilterRegistrationBean<BearerAuthentication> bearerAuthentication(ServerAccess access) {
        return ordered(new BearerAuthentication(access), 10);
    }

    @Bean
    FilterRegistrationBean<WakeWork> wakeWork(ObjectProvider<WorkRunner> works) {
        return ordered(new WakeWork(works), 15);
    }

    @Bean
    FilterRegistrationBean<ClockRefresh> clockRefresh(BusinessClock clock) {
        return ordered(new ClockRefresh(clock), 20);
    }

    @Bean
    FilterRegistrationBean<IdempotencyKeys> idempotencyKeys(
            PlatformTransactionManager manager, IdempotencyKeyStore store, BusinessClock clock) {
        return ordered(new IdempotencyKeys(new TransactionTemplate(manager), store, clock), 30);
    }

    private static <F extends jakarta.servlet.Filter> FilterRegistrationBean<F> ordered(F filter, int order) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
