package io.downbeat.platform.tracing;

import static io.downbeat.platform.http.HttpModule.ordered;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the spans of requests. Needs a {@link Tracing} from {@code app}. */
@Configuration(proxyBeanMethods = false)
public class TracingModule {
    private static final int BEFORE_EVERYTHING = 2;

    @Bean
    FilterRegistrationBean<RequestSpans> requestSpans(Tracing tracing) {
        FilterRegistrationBean<RequestSpans> filter = ordered(new RequestSpans(tracing), BEFORE_EVERYTHING);
        filter.setEnabled(tracing.isOn());
        return filter;
    }
}
