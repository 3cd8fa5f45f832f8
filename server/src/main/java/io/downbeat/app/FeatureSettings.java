package io.downbeat.app;

import io.downbeat.connectors.aws.AwsSettings;
import io.downbeat.connectors.azure.AzureSettings;
import io.downbeat.connectors.gcp.GcpSettings;
import io.downbeat.connectors.netsuite.NetsuiteSettings;
import io.downbeat.connectors.queue.QueueSettings;
import io.downbeat.connectors.stripe.StripeSettings;
import io.downbeat.connectors.tackle.TackleSettings;
import io.downbeat.delivery.engine.DeliverySettings;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.notifications.NotificationsSettings;
import io.downbeat.platform.http.RequestLimits;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.usage.events.UsageSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What each feature lets an operator choose, read once from the settings at the start. */
@Configuration(proxyBeanMethods = false)
class FeatureSettings {

    @Bean
    RequestLimits requestLimits(Settings settings) {
        Duration bodyTime = settings.duration("DOWNBEAT_BODY_TIMEOUT", RequestLimits.USUAL.bodyTime());
        if (bodyTime.isZero()) {
            throw new StartRefused("DOWNBEAT_BODY_TIMEOUT must be more than PT0S");
        }
        return new RequestLimits(bodyTime);
    }

    @Bean
    InvoicingSettings invoicingSettings(Settings settings) {
        return new InvoicingSettings(settings.duration("DOWNBEAT_GRACE_PERIOD", Duration.ofHours(24)));
    }

    @Bean
    UsageSettings usageSettings(Settings settings) {
        Duration kept = settings.duration("DOWNBEAT_EVENTS_KEPT", UsageSettings.USUAL.eventsKept());
        if (kept.compareTo(Duration.ofDays(35)) < 0) {
            throw new StartRefused("DOWNBEAT_EVENTS_KEPT must be P35D or more: events can be repeated for that long");
        }
        return new UsageSettings(
                kept, settings.wholeNumber("DOWNBEAT_INGEST_WRITERS", UsageSettings.USUAL.writers(), 1, 16));
    }

    @Bean
    DeliverySettings deliverySettings(Settings settings) {
        Duration lease = settings.duration("DOWNBEAT_DELIVERY_LEASE", DeliverySettings.USUAL.lease());
        if (lease.compareTo(DeliverySettings.SHORTEST_LEASE) < 0) {
            throw new StartRefused("DOWNBEAT_DELIVERY_LEASE must be " + DeliverySettings.SHORTEST_LEASE
                    + " or more: a lease outlasts a request");
        }
        return new DeliverySettings(lease);
    }

    @Bean
    StripeSettings stripeSettings(Settings settings, BusinessClock clock) {
        return ProviderEndpoints.stripe(settings, clock);
    }

    @Bean
    NetsuiteSettings netsuiteSettings(Settings settings) {
        return ProviderEndpoints.netsuite(settings);
    }

    @Bean
    AwsSettings awsSettings(Settings settings) {
        return ProviderEndpoints.aws(settings);
    }

    @Bean
    AzureSettings azureSettings(Settings settings) {
        return ProviderEndpoints.azure(settings);
    }

    @Bean
    GcpSettings gcpSettings(Settings settings) {
        return ProviderEndpoints.gcp(settings);
    }

    @Bean
    QueueSettings queueSettings(Settings settings) {
        return ProviderEndpoints.queues(settings);
    }

    @Bean
    TackleSettings tackleSettings(Settings settings) {
        return ProviderEndpoints.tackle(settings);
    }

    @Bean
    NotificationsSettings notificationsSettings(Settings settings) {
        Duration timeout = settings.duration("DOWNBEAT_WEBHOOK_TIMEOUT", NotificationsSettings.USUAL.timeout());
        if (timeout.isZero() || timeout.compareTo(NotificationsSettings.LONGEST_TIMEOUT) > 0) {
            throw new StartRefused("DOWNBEAT_WEBHOOK_TIMEOUT must be more than PT0S, and "
                    + NotificationsSettings.LONGEST_TIMEOUT + " at most");
        }
        return new NotificationsSettings(timeout, settings.flag("DOWNBEAT_WEBHOOK_ALLOW_PRIVATE"));
    }
}
