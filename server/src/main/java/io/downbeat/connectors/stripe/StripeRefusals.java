package io.downbeat.connectors.stripe;

import io.downbeat.delivery.InvoiceRefused;
import io.downbeat.platform.Notification;
import io.downbeat.providers.BillingProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Tells the account's webhooks of every invoice that was refused on its way to Stripe: {@code
 * invoice.billing_provider_error}, which the API has for Stripe only.
 */
class StripeRefusals {
    private final ApplicationEventPublisher publisher;

    StripeRefusals(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @EventListener
    @Order(10)
    void on(InvoiceRefused refused) {
        if (refused.provider() == BillingProvider.STRIPE) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("invoice_id", refused.invoice().value());
            properties.put("customer_id", refused.customer().value());
            properties.put("billing_provider", BillingProvider.STRIPE.name());
            properties.put("billing_provider_error", refused.error());
            publisher.publishEvent(new Notification("invoice.billing_provider_error", properties));
        }
    }
}
