package io.downbeat.console.deliveries;

import io.downbeat.console.Frames;
import io.downbeat.console.Section;
import io.downbeat.metering.records.UnsettledHours;
import io.downbeat.notifications.GivenUpWebhooks;
import io.downbeat.preflight.ComingTroubles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of deliveries. Needs the console's frame and the delivery engine. */
@Configuration(proxyBeanMethods = false)
@Import({
    DeliveryActionPages.class,
    DeliveryPages.class,
    HeldBackAccounts.class,
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
    TabPages.Asked askedForTabs(UnsettledHours hours, GivenUpWebhooks webhooks, ComingTroubles troubles) {
        return new TabPages.Asked(hours, webhooks, troubles);
    }
}
