package io.downbeat.app;

import io.downbeat.contracts.ContractsModule;
import io.downbeat.customers.CustomersModule;
import io.downbeat.delivery.DeliveryModule;
import io.downbeat.delivery.audit.AuditModule;
import io.downbeat.delivery.aws.AwsModule;
import io.downbeat.delivery.azure.AzureModule;
import io.downbeat.delivery.gcp.GcpModule;
import io.downbeat.delivery.metering.MeteringModule;
import io.downbeat.delivery.netsuite.NetsuiteModule;
import io.downbeat.delivery.preflight.PreflightModule;
import io.downbeat.delivery.queue.QueueModule;
import io.downbeat.delivery.stripe.StripeModule;
import io.downbeat.delivery.tackle.TackleModule;
import io.downbeat.incidents.IncidentsModule;
import io.downbeat.invoicing.InvoicingModule;
import io.downbeat.notifications.NotificationsModule;
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
    FeatureSettings.class,
    PlatformModule.class,
    IncidentsModule.class,
    CustomersModule.class,
    UsageModule.class,
    PricingModule.class,
    ProvidersModule.class,
    ContractsModule.class,
    InvoicingModule.class,
    DeliveryModule.class,
    AuditModule.class,
    StripeModule.class,
    NetsuiteModule.class,
    PreflightModule.class,
    MeteringModule.class,
    AwsModule.class,
    AzureModule.class,
    GcpModule.class,
    QueueModule.class,
    TackleModule.class,
    NotificationsModule.class
})
class ServerWiring {}
