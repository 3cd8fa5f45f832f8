package io.downbeat.app;

import io.downbeat.access.AccessModule;
import io.downbeat.balances.BalancesModule;
import io.downbeat.connectors.aws.AwsModule;
import io.downbeat.connectors.azure.AzureModule;
import io.downbeat.connectors.gcp.GcpModule;
import io.downbeat.connectors.netsuite.NetsuiteModule;
import io.downbeat.connectors.queue.QueueModule;
import io.downbeat.connectors.stripe.StripeModule;
import io.downbeat.connectors.tackle.TackleModule;
import io.downbeat.console.ConsoleModule;
import io.downbeat.console.balances.BalancePagesModule;
import io.downbeat.console.contracts.ContractPagesModule;
import io.downbeat.console.customers.CustomerPagesModule;
import io.downbeat.console.deliveries.DeliveryPagesModule;
import io.downbeat.console.invoices.InvoicePagesModule;
import io.downbeat.console.playground.PlaygroundPagesModule;
import io.downbeat.console.proof.ProofPagesModule;
import io.downbeat.console.reference.ReferencePagesModule;
import io.downbeat.console.search.SearchPagesModule;
import io.downbeat.console.settings.SettingsPagesModule;
import io.downbeat.console.usage.UsagePagesModule;
import io.downbeat.contractrates.ContractRatesModule;
import io.downbeat.contracts.kinds.ContractKindsModule;
import io.downbeat.customeralerts.CustomerAlertsModule;
import io.downbeat.customers.CustomersModule;
import io.downbeat.customfields.CustomFieldsModule;
import io.downbeat.delivery.engine.DeliveryModule;
import io.downbeat.delivery.engine.opening.DeliveryOpeningModule;
import io.downbeat.delivery.engine.operations.DeliveryOperationsModule;
import io.downbeat.documents.DocumentsModule;
import io.downbeat.embedded.EmbeddedModule;
import io.downbeat.incidents.IncidentsModule;
import io.downbeat.instruments.InstrumentsModule;
import io.downbeat.invoicing.InvoicingModule;
import io.downbeat.invoicing.accounts.OpenAccountsModule;
import io.downbeat.invoicing.api.InvoiceApiModule;
import io.downbeat.invoicing.balances.BalanceReadsModule;
import io.downbeat.invoicing.fields.NamedFieldsModule;
import io.downbeat.invoicing.historical.HistoricalModule;
import io.downbeat.invoicing.lifecycle.InvoiceLifecycleModule;
import io.downbeat.invoicing.overview.InvoiceOverviewModule;
import io.downbeat.invoicing.preview.EventPreviewModule;
import io.downbeat.invoicing.purchases.PurchasesModule;
import io.downbeat.invoicing.royalties.InvoiceRoyaltiesModule;
import io.downbeat.invoicing.services.ServiceInvoicesModule;
import io.downbeat.invoicing.subscriptions.SubscriptionsOnInvoicesModule;
import io.downbeat.lifecycleevents.LifecycleEventsModule;
import io.downbeat.metering.MeteringModule;
import io.downbeat.metering.configurations.MeteredConfigurationsModule;
import io.downbeat.metering.invoices.MeteredInvoicesModule;
import io.downbeat.metering.records.MeteringRecordsModule;
import io.downbeat.metering.settlement.SettlementModule;
import io.downbeat.namedschedules.NamedSchedulesModule;
import io.downbeat.notifications.NotificationsModule;
import io.downbeat.outbound.OutboundModule;
import io.downbeat.packages.PackagesModule;
import io.downbeat.platform.PlatformModule;
import io.downbeat.preflight.PreflightModule;
import io.downbeat.pricing.PricingModule;
import io.downbeat.providers.ProvidersModule;
import io.downbeat.providers.billingconfig.BillingConfigModule;
import io.downbeat.reconciliation.ReconciliationModule;
import io.downbeat.thresholdbilling.ThresholdBillingModule;
import io.downbeat.usage.UsageModule;
import io.downbeat.usage.events.EventsModule;
import io.downbeat.usage.kafka.KafkaModule;
import io.downbeat.verification.VerificationModule;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Every module of the server, named once. Boot itself only brings Tomcat and MVC: of its ways with Spring Security none is
 * wanted, since they would stand before every path, make up a user and log a password for it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {
            SecurityFilterAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
@Import({
    FeatureSettings.class,
    DescribeServer.class,
    PlatformModule.class,
    AccessModule.class,
    IncidentsModule.class,
    CustomFieldsModule.class,
    CustomersModule.class,
    UsageModule.class,
    EventsModule.class,
    KafkaModule.class,
    PricingModule.class,
    ProvidersModule.class,
    BillingConfigModule.class,
    BalancesModule.class,
    ContractKindsModule.class,
    ContractRatesModule.class,
    PackagesModule.class,
    NamedSchedulesModule.class,
    InvoicingModule.class,
    InvoiceRoyaltiesModule.class,
    NamedFieldsModule.class,
    ServiceInvoicesModule.class,
    PurchasesModule.class,
    SubscriptionsOnInvoicesModule.class,
    InvoiceLifecycleModule.class,
    BalanceReadsModule.class,
    EventPreviewModule.class,
    HistoricalModule.class,
    OpenAccountsModule.class,
    InvoiceApiModule.class,
    InvoiceOverviewModule.class,
    OutboundModule.class,
    DeliveryModule.class,
    DeliveryOpeningModule.class,
    DeliveryOperationsModule.class,
    CustomerAlertsModule.class,
    ThresholdBillingModule.class,
    DocumentsModule.class,
    VerificationModule.class,
    ReconciliationModule.class,
    StripeModule.class,
    NetsuiteModule.class,
    PreflightModule.class,
    MeteringModule.class,
    MeteredConfigurationsModule.class,
    MeteringRecordsModule.class,
    MeteredInvoicesModule.class,
    SettlementModule.class,
    AwsModule.class,
    AzureModule.class,
    GcpModule.class,
    QueueModule.class,
    TackleModule.class,
    NotificationsModule.class,
    LifecycleEventsModule.class,
    ConsoleModule.class,
    BalancePagesModule.class,
    ContractPagesModule.class,
    CustomerPagesModule.class,
    DeliveryPagesModule.class,
    PlaygroundPagesModule.class,
    ProofPagesModule.class,
    UsagePagesModule.class,
    InvoicePagesModule.class,
    SettingsPagesModule.class,
    SearchPagesModule.class,
    ReferencePagesModule.class,
    EmbeddedModule.class,
    InstrumentsModule.class
})
class ServerWiring {}
