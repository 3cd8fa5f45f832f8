package io.downbeat.console.usage;

import io.downbeat.console.Section;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of usage. Needs the console's frame, usage, customers and invoicing. */
@Configuration(proxyBeanMethods = false)
@Import({AliasPages.class, ComposeUsage.class, UsagePages.class})
public class UsagePagesModule {

    @Bean
    Section usageSection() {
        return new Section(UsagePages.SECTION, "Usage", UsagePages.PATH, 30);
    }
}
