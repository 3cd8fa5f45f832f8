package io.downbeat.app;

import io.downbeat.delivery.stripe.StripeSettings;
import io.downbeat.platform.BusinessClock;
import java.net.URI;

/** Where each provider lives, from the settings; the real hosts by default. */
final class ProviderEndpoints {
    private static final String STRIPE = "https://api.stripe.com";

    private ProviderEndpoints() {}

    /** Stripe's own limits are kept at Stripe; a sandbox takes what comes. */
    static StripeSettings stripe(Settings settings, BusinessClock clock) {
        URI base = uri(settings, "DOWNBEAT_STRIPE_API_BASE", STRIPE);
        boolean isStripe = STRIPE.equals(base.toString());
        int pace = settings.wholeNumber(
                "DOWNBEAT_STRIPE_CALLS_PER_SECOND",
                isStripe ? StripeSettings.CALLS_PER_SECOND : StripeSettings.UNLIMITED,
                1,
                StripeSettings.UNLIMITED);
        return new StripeSettings(base, pace, !clock.isSimulated());
    }

    private static URI uri(Settings settings, String variable, String otherwise) {
        String text = settings.text(variable).orElse(otherwise);
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notOne) {
            // refused below
        }
        throw new StartRefused(variable + " must be an http or https URL, not " + text);
    }
}
