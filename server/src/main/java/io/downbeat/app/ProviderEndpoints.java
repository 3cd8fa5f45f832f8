package io.downbeat.app;

import io.downbeat.connectors.aws.AwsSettings;
import io.downbeat.connectors.azure.AzureSettings;
import io.downbeat.connectors.gcp.GcpSettings;
import io.downbeat.connectors.netsuite.NetsuiteSettings;
import io.downbeat.connectors.queue.QueueSettings;
import io.downbeat.connectors.stripe.StripeSettings;
import io.downbeat.connectors.tackle.TackleSettings;
import io.downbeat.platform.work.BusinessClock;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

    /** Each account has a host of its own, so there is no default base. */
    static NetsuiteSettings netsuite(Settings settings) {
        Duration every = settings.duration("DOWNBEAT_NETSUITE_STATUS_INTERVAL", NetsuiteSettings.STATUS_EVERY);
        if (every.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new StartRefused("DOWNBEAT_NETSUITE_STATUS_INTERVAL must be PT1M or more, not " + every);
        }
        return new NetsuiteSettings(
                settings.text("DOWNBEAT_NETSUITE_API_BASE")
                        .map(text -> uri("DOWNBEAT_NETSUITE_API_BASE", text))
                        .orElse(null),
                settings.wholeNumber("DOWNBEAT_NETSUITE_REQUESTS_AT_ONCE", NetsuiteSettings.REQUESTS_AT_ONCE, 1, 48),
                every);
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
        return window(settings, "DOWNBEAT_AWS_METERING_WINDOW", AwsSettings.USUAL_WINDOW, AwsSettings.SHORTEST_WINDOW);
    }

    static AzureSettings azure(Settings settings) {
        return new AzureSettings(
                uri(settings, "DOWNBEAT_AZURE_API_BASE", AzureSettings.API),
                uri(settings, "DOWNBEAT_AZURE_LOGIN_BASE", AzureSettings.LOGIN),
                window(
                        settings,
                        "DOWNBEAT_AZURE_METERING_WINDOW",
                        AzureSettings.USUAL_WINDOW,
                        AzureSettings.SHORTEST_WINDOW));
    }

    /** Two APIs, with a host each at Google; both are where the setting says, if it is set. */
    static GcpSettings gcp(Settings settings) {
        return new GcpSettings(
                uri(settings, "DOWNBEAT_GCP_API_BASE", GcpSettings.PROCUREMENT),
                uri(settings, "DOWNBEAT_GCP_API_BASE", GcpSettings.SERVICE_CONTROL),
                window(
                        settings,
                        "DOWNBEAT_GCP_METERING_WINDOW",
                        GcpSettings.USUAL_WINDOW,
                        GcpSettings.SHORTEST_WINDOW));
    }

    private static Duration window(Settings settings, String variable, Duration usual, Duration shortest) {
        Duration window = settings.duration(variable, usual);
        if (window.compareTo(shortest) < 0) {
            throw new StartRefused(variable + " must be " + shortest + " or more, not " + window
                    + ": an hour's record is made only after the hour");
        }
        return window;
    }

    static QueueSettings queues(Settings settings) {
        return new QueueSettings(
                elsewhere(settings, "DOWNBEAT_SQS_ENDPOINT"),
                elsewhere(settings, "DOWNBEAT_SNS_ENDPOINT"),
                elsewhere(settings, "DOWNBEAT_STS_ENDPOINT"));
    }

    private static @Nullable URI elsewhere(Settings settings, String variable) {
        return settings.text(variable).map(text -> uri(variable, text)).orElse(null);
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
