package io.downbeat.notifications;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires outgoing webhooks. Needs the platform, incidents, a {@code SecretBox} and {@link NotificationsSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    ForgetNotifications.class,
    GivenUpNotifications.class,
    GivenUpWebhooks.class,
    MessageList.class,
    OutboxCleaning.class,
    OutboxStore.class,
    SendNotifications.class,
    SignedCalls.class,
    WebhookCall.class,
    WebhookMessagesApi.class,
    WebhookSecrets.class,
    WebhookStore.class,
    Webhooks.class,
    WebhooksApi.class,
    WriteNotifications.class
})
public class NotificationsModule {

    /** Whether a webhook is silent shows in real time, also when the business clock stands still. */
    @Bean
    UnresponsiveWebhooks silences() {
        return new UnresponsiveWebhooks(System::nanoTime);
    }
}
