package io.downbeat.app;

import io.downbeat.customers.CustomersModule;
import io.downbeat.platform.PlatformModule;
import io.downbeat.pricing.PricingModule;
import io.downbeat.providers.ProvidersModule;
import io.downbeat.usage.UsageModule;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Every module of the server, named once. Boot itself only brings Tomcat and MVC. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    PlatformModule.class,
    CustomersModule.class,
    UsageModule.class,
    PricingModule.class,
    ProvidersModule.class
})
class ServerWiring {}
