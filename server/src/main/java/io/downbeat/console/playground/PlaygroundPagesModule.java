package io.downbeat.console.playground;

import io.downbeat.console.Section;
import io.downbeat.platform.work.BusinessClock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires the playground. Needs the console's frame, deliveries, invoices and metering records, and {@link SimulatedProviders}
 * where there are some.
 */
@Configuration(proxyBeanMethods = false)
@Import({ComposePlayground.class, OursAndTheirs.class, PlaygroundPages.class})
public class PlaygroundPagesModule {

    @Bean
    Playground playground(BusinessClock clock, ObjectProvider<SimulatedProviders> providers) {
        return new Playground(clock, providers.getIfAvailable());
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
