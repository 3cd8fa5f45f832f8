package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.connectors.aws.AwsSettings;
import io.downbeat.connectors.azure.AzureSettings;
import io.downbeat.connectors.gcp.GcpSettings;
import io.downbeat.connectors.netsuite.NetsuiteSettings;
import io.downbeat.connectors.stripe.StripeSettings;
import io.downbeat.connectors.tackle.TackleSettings;
import io.downbeat.delivery.engine.DeliverySettings;
import io.downbeat.documents.Sender;
import io.downbeat.notifications.NotificationsSettings;
import io.downbeat.platform.http.RequestLimits;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.testing.ServerProcess;
import io.downbeat.usage.events.UsageSettings;
import io.downbeat.usage.kafka.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's table of settings is true, and what is set wrongly is told in one sentence without a secret in it. */
class SettingsTest {
    private static final String SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2";
    /** A value of every form; every setting takes one of them that is not its default. */
    private static final List<String> FORMS = List.of(
            "https://there.example/of-more-than-32-characters",
            "P401D",
            "PT17S",
            "7",
            "true",
            "false",
            "json",
            "192.0.2.1",
            "there.example:9092");

    @Test
    void every_variable_of_the_readme_and_no_other_is_a_setting() throws IOException {
        TreeSet<String> written = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("| `DOWNBEAT_")) {
                String names = line.split("\\|")[1];
                Pattern.compile("`(DOWNBEAT_[A-Z_]+)`")
                        .matcher(names)
                        .results()
                        .forEach(name -> written.add(name.group(1)));
                Pattern.compile("`(_[A-Z]+)`")
                        .matcher(names)
                        .results()
                        .forEach(name -> written.add("DOWNBEAT_DATABASE" + name.group(1)));
            }
        }
        assertThat(written.remove("DOWNBEAT_JAVA_OPTS")).isTrue();
        assertThat(written).isEqualTo(new TreeSet<>(SettingsSource.VARIABLES));
    }

    @Test
    void every_variable_sets_something() {
        assertThat(SettingsSource.VARIABLES)
                .allSatisfy(variable -> assertThat(FORMS).as(variable).anyMatch(form -> sets(variable, form)));
    }

    private static boolean sets(String variable, String form) {
        try {
            return !settings(Map.of(variable, form)).equals(settings(Map.of()));
        } catch (StartRefused otherForm) {
            return false;
        }
    }

    @Test
    void what_is_not_set_is_what_each_feature_calls_usual() {
        Settings settings = settings(Map.of());
        var features = new FeatureSettings();
        assertThat(features.requestLimits(settings)).isEqualTo(RequestLimits.USUAL);
        assertThat(features.usageSettings(settings)).isEqualTo(UsageSettings.USUAL);
        assertThat(features.kafkaSettings(settings)).isEqualTo(KafkaSettings.OFF);
        assertThat(features.deliverySettings(settings)).isEqualTo(DeliverySettings.USUAL);
        assertThat(features.notificationsSettings(settings)).isEqualTo(NotificationsSettings.USUAL);
        assertThat(features.invoicingSettings(settings).grace()).isEqualTo(Duration.ofHours(24));
        assertThat(features.netsuiteSettings(settings)).isEqualTo(new NetsuiteSettings(null, 2, Duration.ofHours(1)));
        assertThat(features.awsSettings(settings)).isEqualTo(new AwsSettings(null, null, AwsSettings.USUAL_WINDOW));
        assertThat(features.azureSettings(settings))
                .isEqualTo(new AzureSettings(
                        URI.create("https://marketplaceapi.microsoft.com"),
                        URI.create("https://login.microsoftonline.com"),
                        AzureSettings.USUAL_WINDOW));
        assertThat(features.gcpSettings(settings))
                .isEqualTo(new GcpSettings(
                        URI.create("https://cloudcommerceprocurement.googleapis.com"),
                        URI.create("https://servicecontrol.googleapis.com"),
                        GcpSettings.USUAL_WINDOW));
        assertThat(features.tackleSettings(settings))
                .isEqualTo(new TackleSettings(URI.create("https://api.tackle.io"), AwsSettings.USUAL_WINDOW));
        assertThat(settings.database()).isEqualTo(new Settings.Database(null, "", new Settings.Secret(""), 24));
    }

    @Test
    void a_senders_address_has_lines_and_what_is_not_set_is_not_there() {
        var features = new FeatureSettings();
        assertThat(features.sender(settings(Map.of()))).isEqualTo(new Sender(null, List.of(), null, null));
        assertThat(features.sender(settings(Map.of(
                        "DOWNBEAT_SENDER_NAME", "Northwind",
                        "DOWNBEAT_SENDER_ADDRESS", "1 Long Street | Town\\nCounty\nCountry",
                        "DOWNBEAT_SENDER_EMAIL", "billing@northwind.example",
                        "DOWNBEAT_SENDER_TAX_ID", "GB 1"))))
                .isEqualTo(new Sender(
                        "Northwind",
                        List.of("1 Long Street", "Town", "County", "Country"),
                        "billing@northwind.example",
                        "GB 1"));
        assertThatThrownBy(() -> settings(Map.of("DOWNBEAT_SENDER_ADDRESS", "a|b|c|d|e|f|g|h|i")))
                .hasMessageContaining("DOWNBEAT_SENDER_ADDRESS must have 8 lines or less, not 9");
        assertThatThrownBy(() -> settings(Map.of("DOWNBEAT_SENDER_NAME", "x".repeat(201))))
                .hasMessageContaining("DOWNBEAT_SENDER_NAME is longer than 200 characters");
    }

    @Test
    void the_file_for_kafkas_client_is_read_where_kafka_is_on_and_shows_to_nobody(@TempDir Path folder)
            throws IOException {
        var features = new FeatureSettings();
        Path file = Files.writeString(folder.resolve("kafka"), "sasl.jaas.config = " + SECRET + "\n# no more\n");
        Map<String, String> off = Map.of("DOWNBEAT_KAFKA_PROPERTIES", file.toString());
        assertThat(features.kafkaSettings(settings(off))).isEqualTo(KafkaSettings.OFF);

        Map<String, String> on = Map.of(
                "DOWNBEAT_KAFKA_BOOTSTRAP_SERVERS",
                "a.example:9092, [::1]:9093",
                "DOWNBEAT_KAFKA_PROPERTIES",
                file.toString());
        KafkaSettings read = features.kafkaSettings(settings(on));
        assertThat(read.client()).isEqualTo(Map.of("sasl.jaas.config", SECRET));
        assertThat(read.toString()).doesNotContain("hunter2").contains("a.example:9092");

        Path none = folder.resolve("none");
        Map<String, String> missing = Map.of(
                "DOWNBEAT_KAFKA_BOOTSTRAP_SERVERS", "a.example:9092", "DOWNBEAT_KAFKA_PROPERTIES", none.toString());
        assertThatThrownBy(() -> features.kafkaSettings(settings(missing)))
                .isInstanceOf(StartRefused.class)
                .hasMessage("DOWNBEAT_KAFKA_PROPERTIES must be a file of properties in UTF-8 that this server may read,"
                        + " not " + none);
    }

    @Test
    void addresses_are_parted_by_commas_and_nothing_else_is_one() {
        var features = new FeatureSettings();
        assertThat(features.egressAddresses(settings(Map.of())).ips()).isEmpty();
        assertThat(features.egressAddresses(settings(Map.of("DOWNBEAT_EGRESS_ADDRESSES", "192.0.2.1, 198.51.100.0/24")))
                        .ips())
                .containsExactly("192.0.2.1", "198.51.100.0/24");
        List<String> widest = List.of("0.0.0.0/0", "192.0.2.1/32", "2001:db8::/128", "::1", "::ffff:192.0.2.1/128");
        assertThat(features.egressAddresses(settings(Map.of("DOWNBEAT_EGRESS_ADDRESSES", String.join(",", widest))))
                        .ips())
                .containsExactlyElementsOf(widest);
        for (String none : List.of(
                "here",
                "abcd",
                "..",
                "1",
                "10.1",
                "300.300.1.1",
                "1.2.3.4.5",
                "10.0.0.0/33",
                "10.0.0.0/99",
                "10.0.0.0/",
                "2001:db8::/129",
                "2001:db8",
                "2001:db8:::1",
                "fe80::1%eth0",
                "::ffff:300.1.1.1")) {
            assertThatThrownBy(() -> settings(Map.of("DOWNBEAT_EGRESS_ADDRESSES", "192.0.2.1," + none)))
                    .as(none)
                    .hasMessageContaining(
                            "DOWNBEAT_EGRESS_ADDRESSES must be IP addresses parted by commas, not " + none);
        }
    }

    @Test
    void stripe_has_its_own_pace_and_a_sandbox_takes_what_comes() {
        assertThat(stripe(Map.of())).isEqualTo(new StripeSettings(URI.create("https://api.stripe.com"), 20, true));
        assertThat(stripe(Map.of("DOWNBEAT_STRIPE_API_BASE", "http://127.0.0.1:9/stripe"))
                        .callsPerSecond())
                .isEqualTo(StripeSettings.UNLIMITED);
        assertThat(stripe(Map.of("DOWNBEAT_STRIPE_API_BASE", "https://API.Stripe.com/"))
                        .callsPerSecond())
                .as("Stripe, however its address is written")
                .isEqualTo(StripeSettings.CALLS_PER_SECOND);
        assertThat(stripe(Map.of("DOWNBEAT_STRIPE_CALLS_PER_SECOND", "7")).callsPerSecond())
                .isEqualTo(7);
    }

    @Test
    void a_sandbox_takes_the_place_of_every_provider() {
        URI sandbox = URI.create("http://127.0.0.1:9");
        var source = new SettingsSource(
                Map.of("DOWNBEAT_STRIPE_API_BASE", "https://elsewhere.example"),
                Map.of("downbeat.gcp.api-base", "https://elsewhere.example"));
        Settings pointed = source.with(SandboxSettings.of(sandbox)).settings();
        assertThat(pointed).isEqualTo(settings(SandboxSettings.of(sandbox)));
        assertThat(pointed.stripe().apiBase()).isEqualTo(URI.create("http://127.0.0.1:9/stripe"));
        assertThat(pointed.gcp().apiBase()).isEqualTo(URI.create("http://127.0.0.1:9/gcp"));
    }

    @ParameterizedTest
    @CsvSource({"downbeat.grace.period", "downbeat.grace-period", "downbeat.gracePeriod", "downbeat.grace_period"})
    void a_system_property_wins_however_it_is_spelled(String property) {
        var source = new SettingsSource(Map.of("DOWNBEAT_GRACE_PERIOD", "PT1H"), Map.of(property, "PT36H"));
        assertThat(source.settings().gracePeriod()).isEqualTo(Duration.ofHours(36));
        assertThat(source.unknown()).isEmpty();
    }

    @Test
    void what_kubernetes_injects_for_a_service_is_not_warned_about() {
        var source = new SettingsSource(
                Map.of(
                        "DOWNBEAT_SERVICE_HOST", "10.0.0.7",
                        "DOWNBEAT_SERVICE_PORT", "8080",
                        "DOWNBEAT_SERVICE_PORT_HTTP", "8080",
                        "DOWNBEAT_PORT", "tcp://10.0.0.7:8080",
                        "DOWNBEAT_PORT_8080_TCP", "tcp://10.0.0.7:8080",
                        "DOWNBEAT_PORT_8080_TCP_ADDR", "10.0.0.7",
                        "DOWNBEAT_POSTGRES_SERVICE_HOST", "10.0.0.8"),
                Map.of());
        assertThat(source.unknown()).isEmpty();
        assertThat(new SettingsSource(Map.of("DOWNBEAT_PORT", "8080"), Map.of()).unknown())
                .containsExactly("DOWNBEAT_PORT is not a setting of Downbeat and has no effect");
    }

    @Test
    void an_empty_value_counts_as_unset_and_space_around_one_does_not_count() {
        assertThat(settings(Map.of("DOWNBEAT_GRACE_PERIOD", "", "DOWNBEAT_API_TOKEN", " ")))
                .isEqualTo(settings(Map.of()));
        assertThat(settings(Map.of("DOWNBEAT_GRACE_PERIOD", " PT1H ")).gracePeriod())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_password_may_hold_what_spring_would_take_for_a_placeholder() {
        String password = "a${b}#{c},d";
        assertThat(settings(Map.of("DOWNBEAT_DATABASE_PASSWORD", password))
                        .database()
                        .password()
                        .text())
                .isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EVENTS_KEPT | P34D | must be P35D or more: events can be repeated for that long",
                "EVENTS_KEPT | 35 days | must be an ISO-8601 duration such as PT24H, not 35 days",
                "WEBHOOK_TIMEOUT | 5 | must be an ISO-8601 duration such as PT24H, not 5",
                "WEBHOOK_TIMEOUT | PT31S | must be more than PT0S, and PT30S at most",
                "WEBHOOK_TIMEOUT | PT0S | must be more than PT0S, and PT30S at most",
                "WEBHOOK_ALLOW_PRIVATE | perhaps | must be true or false, not perhaps",
                "GRACE_PERIOD | -PT1H | must be PT0S or more, not PT-1H: an invoice cannot be final before its period"
                        + " ends",
                "BODY_TIMEOUT | PT0S | must be more than PT0S",
                "DELIVERY_LEASE | PT14S | must be PT15S or more, not PT14S: a lease outlasts a request",
                "INGEST_WRITERS | 17 | must be a whole number from 1 to 16, not 17",
                "INGEST_WRITERS | two | must be a whole number, not two",
                "DATABASE_CONNECTIONS | 5 | must be a whole number from 6 to 500, not 5",
                "STRIPE_CALLS_PER_SECOND | 0 | must be a whole number from 1 to 100000, not 0",
                "STRIPE_CALLS_PER_SECOND | 2.5 | must be a whole number, not 2.5",
                "NETSUITE_REQUESTS_AT_ONCE | 49 | must be a whole number from 1 to 48, not 49",
                "NETSUITE_STATUS_INTERVAL | PT59S | must be PT1M or more, not PT59S: asking takes from the account's"
                        + " limit",
                "AZURE_METERING_WINDOW | PT1H | must be PT2H or more, not PT1H: an hour's record is made only after"
                        + " the hour",
                "STRIPE_API_BASE | ftp://there | must be an http or https URL, not ftp://there",
                "STS_ENDPOINT | https://a b | must be an http or https URL, not https://a b",
                "NETSUITE_API_BASE | there | must be an http or https URL, not there",
                "KAFKA_BOOTSTRAP_SERVERS | there | must be addresses such as kafka-1.internal:9092 parted by commas,"
                        + " not there",
                "KAFKA_TOPIC | a topic | must have 1 to 240 of letters, digits, ., _ and -, not a topic",
                "LOG_FORMAT | xml | must be text or json, not xml",
                "METRICS_OPEN | perhaps | must be true or false, not perhaps",
                "SECRET_KEY | hunter2 | is too short; use any text of 32 characters or more"
            })
    void a_wrong_value_is_one_sentence_with_the_variables_name(String variable, String value, String sentence) {
        String name = "DOWNBEAT_" + variable;
        assertThatThrownBy(() -> settings(Map.of(name, value)))
                .isInstanceOf(StartRefused.class)
                .hasMessage(name + " " + sentence)
                .hasNoCause();
    }

    @Test
    void no_secret_shows_when_settings_are_printed_or_refused() {
        Map<String, String> secrets = Map.of(
                "DOWNBEAT_API_TOKEN", SECRET,
                "DOWNBEAT_SECRET_KEY", SECRET,
                "DOWNBEAT_DATABASE_PASSWORD", SECRET,
                "DOWNBEAT_DATABASE_URL", "jdbc:postgresql://there/name?password=" + SECRET);
        assertThat(settings(secrets).toString()).doesNotContain("hunter2").contains("apiToken=***");
        assertThatThrownBy(() -> new SettingsSource(secrets, Map.of("downbeat.grace.period", "soon")).settings())
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void what_is_no_setting_is_named_with_the_one_that_was_meant_if_that_is_plain() {
        var source = new SettingsSource(
                Map.of(
                        "DOWNBEAT_TOKEN", SECRET,
                        "DOWNBEAT_STRIPE_APIBASE", "x",
                        "DOWNBEAT_COLOUR_OF_THE_CONSOLE", "x",
                        "DOWNBEAT_JAVA_OPTS", "-Xmx1g",
                        "DOWNBEATS", "x",
                        "PATH", "x"),
                Map.of("downbeat.grace.perid", "PT1H", "java.home", "x"));
        assertThat(source.unknown())
                .containsExactly(
                        "DOWNBEAT_COLOUR_OF_THE_CONSOLE is not a setting of Downbeat and has no effect",
                        "DOWNBEAT_STRIPE_APIBASE is not a setting of Downbeat and has no effect; is"
                                + " DOWNBEAT_STRIPE_API_BASE meant?",
                        "DOWNBEAT_TOKEN is not a setting of Downbeat and has no effect; is DOWNBEAT_API_TOKEN meant?",
                        "downbeat.grace.perid is not a setting of Downbeat and has no effect; is"
                                + " DOWNBEAT_GRACE_PERIOD meant?");
        assertThat(source.settings()).isEqualTo(settings(Map.of()));
    }

    @Test
    void a_server_warns_of_what_is_no_setting_and_does_not_start_with_a_wrong_value() {
        var ended = ServerProcess.run(
                "serve", List.of(), Map.of("DOWNBEAT_EVENT_KEPT", "P40D", "DOWNBEAT_EVENTS_KEPT", "P1D"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().lines().toList())
                .satisfiesExactly(
                        warning -> assertThat(warning)
                                .contains(" WARN ")
                                .endsWith("DOWNBEAT_EVENT_KEPT is not a setting of Downbeat and has no effect; is"
                                        + " DOWNBEAT_EVENTS_KEPT meant?"),
                        refusal -> assertThat(refusal)
                                .isEqualTo("downbeat: DOWNBEAT_EVENTS_KEPT must be P35D or more: events can be"
                                        + " repeated for that long"));
    }

    private static Settings settings(Map<String, String> environment) {
        return new SettingsSource(environment, Map.of()).settings();
    }

    private static StripeSettings stripe(Map<String, String> environment) {
        return new FeatureSettings()
                .stripeSettings(settings(environment), BusinessClock.system(InstantSource.system()));
    }
}
