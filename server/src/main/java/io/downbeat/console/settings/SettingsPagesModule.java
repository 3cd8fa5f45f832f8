package io.downbeat.console.settings;

import io.downbeat.console.Section;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires the pages of settings. Needs the console's frame, {@code access}, {@code notifications}, {@code preflight}, {@code providers}
 * and {@link ServerFacts}.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    AuditLogPages.class,
    DeliveryMethodPages.class,
    ServerPages.class,
    SettingsPages.class,
    TokenPages.class,
    WebhookPages.class
})
public class SettingsPagesModule {

    @Bean
    Section settingsSection() {
        return new Section(Tab.SECTION, "Settings", "/console/settings", 60);
    }
}
