package io.downbeat.platform.http;

import io.downbeat.platform.callers.Callers;
import io.downbeat.platform.callers.RoleCheck;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Wires the conventions of the API. The filters of this and of higher rooms run in the order of their numbers. */
@Configuration(proxyBeanMethods = false)
@Import({
    ApiErrors.class,
    HealthApi.class,
    KnownOperations.class,
    RequestArguments.class,
    ServerEdge.class,
    UnhandledErrors.class
})
public class HttpModule {

    @Bean
    JsonMapper jsonMapper() {
        return Json.MAPPER;
    }

    @Bean
    FilterRegistrationBean<RequestBounds> requestBounds(ServerAccess access, RequestLimits limits) {
        return ordered(new RequestBounds(access, limits), 5);
    }

    @Bean
    FilterRegistrationBean<BearerAuthentication> bearerAuthentication(ServerAccess access, Callers callers) {
        return ordered(new BearerAuthentication(access, callers), 10);
    }

    /** Asks for the handlers at the first request of a small role: a filter is there before they are. */
    @Bean
    FilterRegistrationBean<RoleCheck> roleCheck(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> handlers) {
        return ordered(new RoleCheck(handlers::getObject), 12);
    }

    /**
     * A filter at its place.
     *
     * @param order smaller runs earlier: 3 how long each takes, 5 bounds, 7 the way to the console, 10 tokens, 12 roles, 15 waking, 20 the clock, 25
     *     the console, 30 idempotency keys
     */
    public static <F extends Filter> FilterRegistrationBean<F> ordered(F filter, int order) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
