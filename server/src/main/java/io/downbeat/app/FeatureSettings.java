package io.downbeat.app;

import io.downbeat.connectors.aws.AwsSettings;
import io.downbeat.connectors.azure.AzureSettings;
import io.downbeat.connectors.gcp.GcpSettings;
import io.downbeat.connectors.netsuite.NetsuiteSettings;
import io.downbeat.connectors.queue.QueueSettings;
import io.downbeat.connectors.stripe.StripeSettings;
import io.downbeat.connectors.tackle.TackleSettings;
import io.downbeat.customeralerts.CustomerAlertsSettings;
import io.downbeat.delivery.engine.DeliverySettings;
import io.downbeat.documents.Sender;
import io.downbeat.embedded.EmbedSettings;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.notifications.NotificationsSettings;
import io.downbeat.outbound.EgressAddresses;
import io.downbeat.platform.http.RequestLimits;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.usage.events.UsageSettings;
import io.downbeat.usage.kafka.KafkaSettings;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What each feature lets an operator choose, in the feature's own words. */
@Configuration(proxyBeanMethods = false)
class FeatureSettings {

    @Bean
    RequestLimits requestLimits(Settings settings) {
        return new RequestLimits(settings.bodyTimeout());
    }

    @Bean
    InvoicingSettings invoicingSettings(Settings settings) {
        return new InvoicingSettings(settings.gracePeriod());
    }

    @Bean
    UsageSettings usageSettings(Settings settings) {
        return new UsageSettings(settings.eventsKept(), settings.ingestWriters());
    }

    @Bean
    KafkaSettings kafkaSettings(Settings settings) {
        Settings.Kafka kafka = settings.kafka();
        return new KafkaSettings(kafka.bootstrapServers(), kafka.topic(), kafka.group(), kafka.clientProperties());
    }

    @Bean
    DeliverySettings deliverySettings(Settings settings) {
        return new DeliverySettings(settings.deliveryLease());
    }

    @Bean
    Sender sender(Settings settings) {
        Settings.Sender sender = settings.sender();
        return new Sender(sender.name(), sender.addressLines(), sender.email(), sender.taxId());
    }

    @Bean
    EgressAddresses egressAddresses(Settings settings) {
        return new EgressAddresses(settings.egress().addresses());
    }

    @Bean
    EmbedSettings embedSettings(Settings settings) {
        return new EmbedSettings(settings.embed().baseUrl(), settings.embed().frameAncestors());
    }

    @Bean
    StripeSettings stripeSettings(Settings settings, BusinessClock clock) {
        Settings.Stripe stripe = settings.stripe();
        return new StripeSettings(stripe.apiBase(), stripe.pace(), !clock.isSimulated());
    }

    @Bean
    NetsuiteSettings netsuiteSettings(Settings settings) {
        Settings.Netsuite netsuite = settings.netsuite();
        return new NetsuiteSettings(netsuite.apiBase(), netsuite.requestsAtOnce(), netsuite.statusInterval());
    }

    @Bean
    AwsSettings awsSettings(Settings settings) {
        Settings.Aws aws = settings.aws();
        return new AwsSettings(aws.marketplaceEndpoint(), settings.stsEndpoint(), aws.meteringWindow());
    }

    @Bean
    AzureSettings azureSettings(Settings settings) {
        Settings.Azure azure = settings.azure();
        return new AzureSettings(azure.apiBase(), azure.loginBase(), azure.meteringWindow());
    }

    /** Two APIs, with a host each at Google; both are where the setting says, if it is set. */
    @Bean
    GcpSettings gcpSettings(Settings settings) {
        Settings.Gcp gcp = settings.gcp();
        URI base = gcp.apiBase();
        return base == null
                ? new GcpSettings(
                        URI.create(GcpSettings.PROCUREMENT),
                        URI.create(GcpSettings.SERVICE_CONTROL),
                        gcp.meteringWindow())
                : new GcpSettings(base, base, gcp.meteringWindow());
    }

    @Bean
    QueueSettings queueSettings(Settings settings) {
        return new QueueSettings(settings.sqsEndpoint(), settings.snsEndpoint(), settings.stsEndpoint());
    }

    /** Behind Tackle is AWS, with AWS's window. */
    @Bean
    TackleSettings tackleSettings(Settings settings) {
        return new TackleSettings(settings.tackle().apiBase(), settings.aws().meteringWindow());
    }

    @Bean
    CustomerAlertsSettings customerAlertsSettings(Settings settings) {
        return new CustomerAlertsSettings(settings.alerts().resolvedMessages());
    }

    @Bean
    NotificationsSettings notificationsSettings(Settings settings) {
        return new NotificationsSettings(
                settings.webhook().timeout(), settings.webhook().allowPrivate());
    }
}
