package io.downbeat.app;

import io.downbeat.delivery.aws.AwsSettings;
import io.downbeat.delivery.stripe.StripeSettings;
import io.downbeat.delivery.tackle.TackleSettings;
import io.downbeat.platform.BusinessClock;
import java.net.URI;
import java.time.Duration;

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

    static AwsSettings aws(Settings settings) {
        return new AwsSettings(
                settings.text("DOWNBEAT_AWS_MARKETPLACE_ENDPOINT")
                        .map(text -> uri("DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", text))
                        .orElse(null),
                settings.text("DOWNBEAT_STS_ENDPOINT")
                        .map(text -> uri("DOWNBEAT_STS_ENDPOINT", text))
                        .orElse(null),
                awsWindow(settings));
    }

    /** Behind Tackle is AWS, with AWS's window. */
    static TackleSettings tackle(Settings settings) {
        return new TackleSettings(
                uri(settings, "DOWNBEAT_TACKLE_API_BASE", TackleSettings.USUAL_BASE), awsWindow(settings));
    }

    private static Duration awsWindow(Settings settings) {
        Duration window = settings.duration("DOWNBEAT_AWS_METERING_WINDOW", AwsSettings.USUAL_WINDOW);
        if (window.compareTo(AwsSettings.SHORTEST_WINDOW) < 0) {
            throw new StartRefused("DOWNBEAT_AWS_METERING_WINDOW must be " + AwsSettings.SHORTEST_WINDOW
                    + " or more, not " + window + ": an hour's record is made only after the hour");
        }
        return window;
    }

    private static URI uri(Settings settings, String variable, String otherwise) {
        return uri(variable, settings.text(variable).orElse(otherwise));
    }

    private static URI uri(String variable, String text) {
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
