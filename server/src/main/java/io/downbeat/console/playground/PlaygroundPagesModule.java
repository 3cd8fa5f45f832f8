package io.downbeat.console.playground;

import io.downbeat.console.Section;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.CreateContract;
import io.downbeat.contracts.EditContract;
import io.downbeat.customers.Customers;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.pricing.CreateRateCards;
import io.downbeat.pricing.Rates;
import io.downbeat.pricing.products.ManageProducts;
import io.downbeat.providers.CreateConfigurations;
import io.downbeat.providers.Providers;
import io.downbeat.providers.SetUpDeliveryMethods;
import io.downbeat.usage.events.IngestEvents;
import io.downbeat.usage.metrics.CreateMetrics;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires the playground. Needs the console's frame, deliveries, invoices and metering records, what makes customers, prices,
 * contracts and usage, and {@link SimulatedProviders} where there are some.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    ComposePlayground.class,
    OursAndTheirs.class,
    PlayStory.class,
    PlaygroundPages.class,
    StoryAccount.class,
    StoryPages.class
})
public class PlaygroundPagesModule {

    @Bean
    Playground playground(BusinessClock clock, ObjectProvider<SimulatedProviders> providers) {
        return new Playground(clock, providers.getIfAvailable());
    }

    @Bean
    PlayStory.Asked askedForTheStory(
            Customers customers, Contracts contracts, Providers providers, Invoicing invoicing) {
        return new PlayStory.Asked(customers, contracts, providers, invoicing);
    }

    @Bean
    StoryAccount.Makers makersOfTheStory(
            SetUpDeliveryMethods methods,
            ManageCustomers customers,
            CreateConfigurations configurations,
            CreateMetrics metrics,
            ManageProducts products,
            CreateRateCards cards,
            Rates rates,
            CreateContract contracts,
            EditContract edits,
            IngestEvents events) {
        return new StoryAccount.Makers(
                methods, customers, configurations, metrics, products, cards, rates, contracts, edits, events);
    }

    /** {@code null}, and so no entry of the navigation, on a real server. */
    @Bean
    @Nullable
    Section playgroundSection(Playground playground) {
        return playground.isThere()
                ? new Section(PlaygroundPages.SECTION, "Playground", PlaygroundPages.PATH, 50)
                : null;
    }
}
