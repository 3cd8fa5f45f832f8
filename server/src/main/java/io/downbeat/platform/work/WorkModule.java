package io.downbeat.platform.work;

import static io.downbeat.platform.http.HttpModule.ordered;

import io.downbeat.platform.tracing.Tracing;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({AdvanceClock.class, ClockApi.class})
public class WorkModule {

    @Bean(destroyMethod = "close")
    WorkRunner workRunner(List<DueWork> works, BusinessClock clock, WorkFailures hearing, Tracing tracing) {
        return new WorkRunner(works, clock, hearing, tracing);
    }

    @Bean
    FilterRegistrationBean<WakeWork> wakeWork(ObjectProvider<WorkRunner> works) {
        return ordered(new WakeWork(works), 15);
    }

    @Bean
    FilterRegistrationBean<ClockRefresh> clockRefresh(BusinessClock clock) {
        return ordered(new ClockRefresh(clock), 20);
    }
}
