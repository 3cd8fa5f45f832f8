package io.downbeat.usage.events;

import io.downbeat.customers.Customers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires events. Takes {@link UsageSettings} from {@code app} if it has one. */
@Configuration(proxyBeanMethods = false)
@Import({
    AcknowledgedEvents.class,
    AttachUnmatched.class,
    EventListingStore.class,
    EventListings.class,
    EventSearchApi.class,
    EventMonths.class,
    EventStore.class,
    EventWriter.class,
    ForgetEventKeys.class,
    IngestApi.class,
    IngestEvents.class,
    SupposedEvents.class
})
public class EventsModule {

    @Bean
    Owners owners(Customers customers) {
        return new Owners(customers::resolve);
    }

    @Bean
    DropOldEvents dropOldEvents(EventMonths months, ObjectProvider<UsageSettings> settings) {
        return new DropOldEvents(months, settings.getIfAvailable(() -> UsageSettings.USUAL));
    }

    @Bean
    EventQueue eventQueue(EventWriter writer, ObjectProvider<UsageSettings> settings) {
        return new EventQueue(
                writer::write,
                settings.getIfAvailable(() -> UsageSettings.USUAL).writers());
    }
}
