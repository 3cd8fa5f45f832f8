package io.downbeat.app;

import static org.springframework.boot.convert.DurationStyle.ISO8601;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.connectors.aws.AwsSettings;
import io.downbeat.connectors.azure.AzureSettings;
import io.downbeat.connectors.gcp.GcpSettings;
import io.downbeat.connectors.stripe.StripeSettings;
import io.downbeat.connectors.tackle.TackleSettings;
import io.downbeat.delivery.engine.DeliverySettings;
import io.downbeat.notifications.NotificationsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationFormat;

/**
 * What an operator may set, bound by Spring from {@link SettingsSource}: {@code stripe.apiBase} is
 * {@code DOWNBEAT_STRIPE_API_BASE}. The README says what each means.
 *
 * <p>Each record checks itself. Jakarta Validation would be one more library, and its messages would have to be turned
 * into the sentences that stand here anyway. Durations are ISO 8601 only: Spring alone would take a bare 5 for five
 * milliseconds.
 */
@ConfigurationProperties(Settings.PREFIX)
public record Settings(
        @Nullable Secret apiToken,
        @Nullable Secret secretKey,
        @Nullable Secret secretKeyPrevious,
        @DefaultValue Database database,
        @DefaultValue("PT24H") @DurationFormat(ISO8601) Duration gracePeriod,
        @DefaultValue("PT30S") @DurationFormat(ISO8601) Duration bodyTimeout,
        @DefaultValue("PT30S") @DurationFormat(ISO8601) Duration deliveryLease,
        @DefaultValue("P400D") @DurationFormat(ISO8601) Duration eventsKept,
        @DefaultValue("2") int ingestWriters,
        @DefaultValue Kafka kafka,
        @DefaultValue Stripe stripe,
        @DefaultValue Netsuite netsuite,
        @DefaultValue Aws aws,
        @DefaultValue Azure azure,
        @DefaultValue Gcp gcp,
        @DefaultValue Tackle tackle,
        @DefaultValue Webhook webhook,
        @DefaultValue Sender sender,
        @DefaultValue Egress egress,
        @DefaultValue Embed embed,
        @DefaultValue Alerts alerts,
        @DefaultValue Metrics metrics,
        @DefaultValue Log log,
        @Nullable URI sqsEndpoint,
        @Nullable URI snsEndpoint,
        @Nullable URI stsEndpoint) {
    static final String PREFIX = "downbeat";
    private static final Pattern LINE_END = Pattern.compile("\\R|\\\\n|\\|");

    public Settings {
        isLong("DOWNBEAT_SECRET_KEY", secretKey);
        isLong("DOWNBEAT_SECRET_KEY_PREVIOUS", secretKeyPrevious);
        atLeast(
                "DOWNBEAT_GRACE_PERIOD",
                gracePeriod,
                Duration.ZERO,
                "an invoice cannot be final before its period ends");
        moreThanNothing("DOWNBEAT_BODY_TIMEOUT", bodyTimeout);
        atLeast(
                "DOWNBEAT_DELIVERY_LEASE",
                deliveryLease,
                DeliverySettings.SHORTEST_LEASE,
                "a lease outlasts a request");
        if (eventsKept.compareTo(Duration.ofDays(35)) < 0) {
            throw new StartRefused("DOWNBEAT_EVENTS_KEPT must be P35D or more: events can be repeated for that long");
        }
        inRange("DOWNBEAT_INGEST_WRITERS", ingestWriters, 1, 16);
        isUrl("DOWNBEAT_SQS_ENDPOINT", sqsEndpoint);
        isUrl("DOWNBEAT_SNS_ENDPOINT", snsEndpoint);
        isUrl("DOWNBEAT_STS_ENDPOINT", stsEndpoint);
    }

    /** Which external database is meant: the one of a command's option, else the one set; {@code null} for neither. */
    @Nullable
    String databaseUrl(@Nullable String option) {
        return option == null ? database.url() : option;
    }

    /** A text that never shows itself, whatever it is printed with. */
    public record Secret(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** @param url of an external PostgreSQL; {@code null} for the embedded one, which needs neither user nor password */
    public record Database(
            @Nullable String url,
            @DefaultValue("") String user,
            @DefaultValue("") Secret password,
            @DefaultValue("24") int connections) {
        public Database {
            inRange("DOWNBEAT_DATABASE_CONNECTIONS", connections, 6, 500);
        }

        /** The URL may hold a password. */
        @Override
        public String toString() {
            return "Database[connections=" + connections + "]";
        }
    }

    /**
     * Where usage events are read from, beside HTTP.
     *
     * @param bootstrapServers {@code host:port}, parted by commas; {@code null} for nowhere
     * @param properties a file of properties of Kafka's own client, which may hold secrets; read when the server starts
     */
    public record Kafka(
            @Nullable String bootstrapServers,
            @DefaultValue("downbeat.events") String topic,
            @DefaultValue("downbeat") String group,
            @Nullable String properties) {
        private static final Pattern SERVERS = Pattern.compile("[^\\s,/]+:[0-9]{1,5}(\\s*,\\s*[^\\s,/]+:[0-9]{1,5})*");
        /** The longest that Kafka takes, without what follows it in the name of the topic for refused records. */
        private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,240}");

        private static final int LONGEST_GROUP = 255;

        public Kafka {
            if (bootstrapServers != null && !SERVERS.matcher(bootstrapServers).matches()) {
                throw new StartRefused("DOWNBEAT_KAFKA_BOOTSTRAP_SERVERS must be addresses such as"
                        + " kafka-1.internal:9092 parted by commas, not " + bootstrapServers);
            }
            if (!TOPIC.matcher(topic).matches()) {
                throw new StartRefused(
                        "DOWNBEAT_KAFKA_TOPIC must have 1 to 240 of letters, digits, ., _ and -, not " + topic);
            }
            if (group.length() > LONGEST_GROUP) {
                throw new StartRefused("DOWNBEAT_KAFKA_GROUP is longer than " + LONGEST_GROUP + " characters");
            }
        }

        /** @throws StartRefused if the file cannot be read */
        Map<String, String> clientProperties() {
            if (properties == null || bootstrapServers == null) {
                return Map.of();
            }
            var read = new Properties();
            try (var file = Files.newBufferedReader(Path.of(properties))) {
                read.load(file);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw new StartRefused(
                        "DOWNBEAT_KAFKA_PROPERTIES must be a file of properties in UTF-8 that this server"
                                + " may read, not " + properties);
            }
            Map<String, String> all = new HashMap<>();
            read.stringPropertyNames()
                    .forEach(name -> all.put(name, read.getProperty(name).strip()));
            return all;
        }
    }

    /** @param callsPerSecond {@code null} for as many as whoever lives at the base takes */
    public record Stripe(
            @DefaultValue("https://" + STRIPE_HOST) URI apiBase,
            @Nullable Integer callsPerSecond) {
        private static final String STRIPE_HOST = "api.stripe.com";

        public Stripe {
            isUrl("DOWNBEAT_STRIPE_API_BASE", apiBase);
            if (callsPerSecond != null) {
                inRange("DOWNBEAT_STRIPE_CALLS_PER_SECOND", callsPerSecond, 1, StripeSettings.UNLIMITED);
            }
        }

        /** Stripe's own limits are kept at Stripe; a sandbox takes what comes. */
        int pace() {
            if (callsPerSecond != null) {
                return callsPerSecond;
            }
            return STRIPE_HOST.equalsIgnoreCase(apiBase.getHost())
                    ? StripeSettings.CALLS_PER_SECOND
                    : StripeSettings.UNLIMITED;
        }
    }

    /** @param apiBase {@code null} for the host that each account has of its own */
    public record Netsuite(
            @Nullable URI apiBase,
            @DefaultValue("2") int requestsAtOnce,
            @DefaultValue("PT1H") @DurationFormat(ISO8601) Duration statusInterval) {
        public Netsuite {
            isUrl("DOWNBEAT_NETSUITE_API_BASE", apiBase);
            inRange("DOWNBEAT_NETSUITE_REQUESTS_AT_ONCE", requestsAtOnce, 1, 48);
            atLeast(
                    "DOWNBEAT_NETSUITE_STATUS_INTERVAL",
                    statusInterval,
                    Duration.ofMinutes(1),
                    "asking takes from the account's limit");
        }
    }

    /** @param meteringWindow AWS's own, and Tackle's, behind which is AWS */
    public record Aws(
            @Nullable URI marketplaceEndpoint,
            @DefaultValue("PT6H") @DurationFormat(ISO8601) Duration meteringWindow) {
        public Aws {
            isUrl("DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", marketplaceEndpoint);
            isWindow("DOWNBEAT_AWS_METERING_WINDOW", meteringWindow, AwsSettings.SHORTEST_WINDOW);
        }
    }

    public record Azure(
            @DefaultValue(AzureSettings.API) URI apiBase,
            @DefaultValue(AzureSettings.LOGIN) URI loginBase,
            @DefaultValue("PT24H") @DurationFormat(ISO8601) Duration meteringWindow) {
        public Azure {
            isUrl("DOWNBEAT_AZURE_API_BASE", apiBase);
            isUrl("DOWNBEAT_AZURE_LOGIN_BASE", loginBase);
            isWindow("DOWNBEAT_AZURE_METERING_WINDOW", meteringWindow, AzureSettings.SHORTEST_WINDOW);
        }
    }

    /** @param apiBase in place of both hosts that Google has for its two APIs */
    public record Gcp(
            @Nullable URI apiBase,
            @DefaultValue("PT3H") @DurationFormat(ISO8601) Duration meteringWindow) {
        public Gcp {
            isUrl("DOWNBEAT_GCP_API_BASE", apiBase);
            isWindow("DOWNBEAT_GCP_METERING_WINDOW", meteringWindow, GcpSettings.SHORTEST_WINDOW);
        }
    }

    public record Tackle(
            @DefaultValue(TackleSettings.USUAL_BASE) URI apiBase) {
        public Tackle {
            isUrl("DOWNBEAT_TACKLE_API_BASE", apiBase);
        }
    }

    public record Webhook(
            @DefaultValue("PT5S") @DurationFormat(ISO8601) Duration timeout,
            @DefaultValue("false") boolean allowPrivate) {
        public Webhook {
            if (!timeout.isPositive() || timeout.compareTo(NotificationsSettings.LONGEST_TIMEOUT) > 0) {
                throw new StartRefused("DOWNBEAT_WEBHOOK_TIMEOUT must be more than PT0S, and "
                        + NotificationsSettings.LONGEST_TIMEOUT + " at most");
            }
        }
    }

    /** @param resolvedMessages whether webhooks are told, too, when an alarm about a customer is over */
    public record Alerts(@DefaultValue("true") boolean resolvedMessages) {}

    /** @param open whether figures are shown without a token */
    public record Metrics(@DefaultValue("false") boolean open) {}

    /** @param format read by {@code logback.xml} itself, before there are settings; here it is only checked */
    public record Log(@DefaultValue("text") String format) {
        public Log {
            if (!format.equals("text") && !format.equals("json")) {
                throw new StartRefused("DOWNBEAT_LOG_FORMAT must be text or json, not " + format);
            }
        }
    }

    /**
     * Who sends the invoices, as their documents show it.
     *
     * @param address its lines, parted by line ends, by {@code \n} or by {@code |}
     */
    public record Sender(
            @Nullable String name,
            @Nullable String address,
            @Nullable String email,
            @Nullable String taxId) {
        private static final int LONGEST = 200;
        private static final int MOST_LINES = 8;

        public Sender {
            fits("DOWNBEAT_SENDER_NAME", name);
            fits("DOWNBEAT_SENDER_EMAIL", email);
            fits("DOWNBEAT_SENDER_TAX_ID", taxId);
            List<String> lines = lines(address);
            if (lines.size() > MOST_LINES) {
                throw new StartRefused(
                        "DOWNBEAT_SENDER_ADDRESS must have " + MOST_LINES + " lines or less, not " + lines.size());
            }
            lines.forEach(line -> fits("DOWNBEAT_SENDER_ADDRESS", line));
        }

        List<String> addressLines() {
            return lines(address);
        }

        private static List<String> lines(@Nullable String address) {
            return address == null
                    ? List.of()
                    : LINE_END.splitAsStream(address)
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
        }

        private static void fits(String variable, @Nullable String text) {
            if (text != null && text.length() > LONGEST) {
                throw new StartRefused(variable + " is longer than " + LONGEST + " characters");
            }
        }
    }

    /** @param addresses IP addresses or networks, parted by commas, from which this installation calls others */
    public record Egress(@DefaultValue List<String> addresses) {
        /** Of the first form no part may be left out, although a resolver would fill it in; of the second none has a zone. */
        private static final Pattern ADDRESS =
                Pattern.compile("(([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*)(/[0-9]{1,3})?");

        private static final int MOST = 100;

        public Egress {
            if (addresses.size() > MOST) {
                throw new StartRefused("DOWNBEAT_EGRESS_ADDRESSES must name " + MOST + " addresses or less");
            }
            addresses.forEach(address -> {
                if (!isAddress(address)) {
                    throw new StartRefused(
                            "DOWNBEAT_EGRESS_ADDRESSES must be IP addresses parted by commas, not " + address);
                }
            });
        }

        private static boolean isAddress(String text) {
            if (!ADDRESS.matcher(text).matches()) {
                return false;
            }
            String[] parts = text.split("/");
            int bits = parts[0].contains(":") ? 128 : 32;
            try {
                InetAddress.ofLiteral(parts[0]);
            } catch (IllegalArgumentException none) {
                return false;
            }
            return parts.length == 1 || Integer.parseInt(parts[1]) <= bits;
        }
    }

    /**
     * @param baseUrl where browsers reach this server
     * @param frameAncestors whose pages may show embeddable pages in a frame, parted by commas
     */
    public record Embed(@Nullable URI baseUrl, @DefaultValue List<String> frameAncestors) {
        private static final Pattern ANCESTOR = Pattern.compile("'self'|https?://[A-Za-z0-9.*:/_-]{1,200}");

        public Embed {
            isUrl("DOWNBEAT_EMBED_BASE_URL", baseUrl);
            frameAncestors.forEach(ancestor -> {
                if (!ANCESTOR.matcher(ancestor).matches()) {
                    throw new StartRefused("DOWNBEAT_EMBED_FRAME_ANCESTORS must be addresses such as"
                            + " https://app.example.com or https://*.example.com parted by commas, or 'self', not "
                            + ancestor);
                }
            });
        }
    }

    private static void isLong(String variable, @Nullable Secret key) {
        if (key != null && key.text().length() < 32) {
            throw new StartRefused(variable + " is too short; use any text of 32 characters or more");
        }
    }

    private static void inRange(String variable, int number, int min, int max) {
        if (number < min || number > max) {
            throw new StartRefused(variable + " must be a whole number from " + min + " to " + max + ", not " + number);
        }
    }

    private static void moreThanNothing(String variable, Duration duration) {
        if (!duration.isPositive()) {
            throw new StartRefused(variable + " must be more than PT0S");
        }
    }

    private static void atLeast(String variable, Duration duration, Duration shortest, String why) {
        if (duration.compareTo(shortest) < 0) {
            throw new StartRefused(variable + " must be " + shortest + " or more, not " + duration + ": " + why);
        }
    }

    private static void isWindow(String variable, Duration window, Duration shortest) {
        atLeast(variable, window, shortest, "an hour's record is made only after the hour");
    }

    private static void isUrl(String variable, @Nullable URI uri) {
        boolean isHttp = uri == null || "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || (uri != null && uri.getHost() == null)) {
            throw new StartRefused(variable + " must be an http or https URL, not " + uri);
        }
    }
}
