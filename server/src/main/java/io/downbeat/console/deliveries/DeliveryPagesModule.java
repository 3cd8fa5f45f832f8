package io.downbeat.console.deliveries;

import io.downbeat.access.AuditLog;
import io.downbeat.console.Frames;
import io.downbeat.console.Section;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryStories;
import io.downbeat.metering.records.UnsettledHours;
import io.downbeat.notifications.GivenUpWebhooks;
import io.downbeat.preflight.ComingTroubles;
import io.downbeat.providers.Providers;
import io.downbeat.verification.DeliveryHistories;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of deliveries. Needs the console's frame, the delivery engine, verification and the audit log. */
@Configuration(proxyBeanMethods = false)
@Import({
    DeliveryActionPages.class,
    DeliveryPages.class,
    DeliveryStoryPages.class,
    HeldBackAccounts.class,
    HourActionPages.class,
    RetryManyPages.class,
    Rows.class,
    TabPages.class
})
public class DeliveryPagesModule {

    @Bean
    Section deliveriesSection() {
        return new Section(Frames.DELIVERIES, "Deliveries", "/console/deliveries", 10);
    }

    @Bean
    DeliveryStoryPages.Sources sourcesOfDeliveryStories(
            DeliveryListings deliveries,
            DeliveryStories stories,
            DeliveryHistories histories,
            Providers providers,
            AuditLog audit) {
        return new DeliveryStoryPages.Sources(deliveries, stories, histories, providers, audit);
    }

    @Bean
    TabPages.Asked askedForTabs(UnsettledHours hours, GivenUpWebhooks webhooks, ComingTroubles troubles) {
        return new TabPages.Asked(hours, webhooks, troubles);
    }
}
