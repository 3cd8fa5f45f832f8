package io.downbeat;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who owns each table. Only its owner writes it, and only its owner and {@code verification}, which asks every table whether
 * it is right and writes none, read it; all others ask the owner, or read a view that it publishes. A package's rooms are one
 * owner. Read from the SQL in the sources' string literals.
 */
class TableOwnersTest {
    private static final Map<String, Set<String>> OWNERS = Map.ofEntries(
            Map.entry("platform.work", Set.of("simulated_clock")),
            Map.entry("platform.idempotency", Set.of("idempotency_key")),
            Map.entry("app", Set.of("simulated_providers", "left_simulation", "secret_key_check")),
            Map.entry("access", Set.of("api_token", "console_session", "audit_incarnation", "audit_entry")),
            Map.entry("customfields", Set.of("custom_field_key", "custom_field_unique_value")),
            Map.entry("customers", Set.of("customer", "customer_alias")),
            Map.entry("incidents", Set.of("incident")),
            Map.entry("notifications", Set.of("webhook", "notification", "webhook_message", "webhook_attempt")),
            Map.entry(
                    "usage",
                    Set.of(
                            "billable_metric",
                            "billable_metric_version",
                            "usage_event_key",
                            "usage_event_key_sweep",
                            "usage_event_repeat",
                            "usage_event",
                            "usage_event_other_months",
                            "usage_arrival",
                            "usage_series",
                            "usage_hour",
                            "usage_unique",
                            "kafka_offset")),
            Map.entry(
                    "customeralerts",
                    Set.of(
                            "customer_alert",
                            "customer_alert_state",
                            "customer_alert_look",
                            "customer_alert_change",
                            "customer_alert_spread",
                            "customer_alert_card")),
            Map.entry(
                    "balances",
                    Set.of(
                            "balance_customer",
                            "balance",
                            "balance_segment",
                            "balance_payment_item",
                            "balance_draw",
                            "balance_manual_entry",
                            "balance_transition",
                            "balance_rollover")),
            Map.entry(
                    "pricing",
                    Set.of(
                            "product",
                            "product_state",
                            "rate_card",
                            "rate_card_alias",
                            "rate_card_product",
                            "rate",
                            "custom_credit_type",
                            "rate_card_conversion")),
            Map.entry("outbound", Set.of("provider_account")),
            Map.entry("providers", Set.of("delivery_method", "provider_configuration")),
            Map.entry(
                    "contracts",
                    Set.of(
                            "contract",
                            "contract_sales_references",
                            "contract_usage_filter",
                            "scheduled_charge",
                            "scheduled_charge_item",
                            "discount",
                            "discount_item",
                            "professional_service",
                            "subscription",
                            "subscription_change",
                            "subscription_seat",
                            "reseller_royalty",
                            "contract_amendment",
                            "contract_edit",
                            "contract_hierarchy",
                            "spend_tracker",
                            "threshold_configuration",
                            "tracked_purchase",
                            "rate_override",
                            "rate_override_specifier",
                            "recurring_balance",
                            "provider_segment")),
            Map.entry(
                    "invoicing",
                    Set.of(
                            "invoice",
                            "invoice_line",
                            "invoice_line_origin",
                            "invoice_consolidation",
                            "invoice_constituent",
                            "historical_usage",
                            "invoice_seal",
                            "invoice_route_by_hand",
                            "billed_item",
                            "professional_service_item",
                            "billed_subscription_charge",
                            "subscription_cursor",
                            "invoice_royalty",
                            "invoice_named_fields",
                            "external_invoice",
                            "invoicing_cursor")),
            Map.entry("packages", Set.of("package", "package_alias", "package_term")),
            Map.entry("thresholdbilling", Set.of("payment_workflow", "threshold_watch", "threshold_mark")),
            Map.entry(
                    "namedschedules",
                    Set.of(
                            "customer_named_schedule",
                            "contract_named_schedule",
                            "contract_property_schedule",
                            "rate_card_named_schedule")),
            Map.entry("lifecycleevents", Set.of("lifecycle_configuration", "lifecycle_moment", "lifecycle_message")),
            Map.entry(
                    "delivery.engine",
                    Set.of("delivery", "delivery_attempt", "delivery_receipt", "delivery_action", "restored_copy")),
            Map.entry(
                    "metering",
                    Set.of(
                            "metered_configuration",
                            "metered_invoice",
                            "carry_forward",
                            "metering_record",
                            "metering_allocation",
                            "metering_attempt",
                            "metering_action")),
            Map.entry("preflight", Set.of("account_check", "preflight_schedule")),
            Map.entry("reconciliation", Set.of("reconcile_plan", "reconcile_step", "reconcile_action")),
            Map.entry("connectors.stripe", Set.of("stripe_event", "stripe_sweep")),
            Map.entry("connectors.netsuite", Set.of("netsuite_status")));

    /** Partitions are the table's that they are part of; Flyway's list of migrations is its own. */
    private static final Pattern NOT_OURS = Pattern.compile("usage_event_key_\\d+|usage_event_\\d.*|flyway_.*");

    /** Of the module, wherever the test was started from. */
    private static final Path SOURCES = Stream.of("", "server/")
            .map(module -> Path.of(module + "src/main/java/io/downbeat"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();

    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^[ \\t]*//[^\\n]*$)");
    private static final Pattern LITERAL = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    /** Keywords are in capitals everywhere, which tells SQL from prose. */
    private static final Pattern WRITE = Pattern.compile(
            "\\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE|TRUNCATE TABLE|LOCK TABLE|COPY)\\s+([a-z]\\w*)");
    /** With all that follow by commas. */
    private static final Pattern READ = Pattern.compile(
            "\\b(?:FROM|JOIN|USING|TABLE)\\s+([a-z]\\w*(?:\\s+(?:AS\\s+)?[a-z]\\w*)?(?:\\s*,\\s*[a-z]\\w*(?:\\s+(?:AS\\s+)?[a-z]\\w*)?)*)");

    private static Set<String> tables;

    @BeforeAll
    static void migrate() {
        try (TestDatabase database = TestPostgres.migrated()) {
            tables = new TreeSet<>(JdbcClient.create(database.dataSource())
                    .sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                            + " AND relkind IN ('r', 'p')")
                    .query(String.class)
                    .list());
        }
        tables.removeIf(name -> NOT_OURS.matcher(name).matches());
    }

    @Test
    void every_table_has_one_owner() {
        List<String> owned = OWNERS.values().stream().flatMap(Set::stream).toList();
        assertThat(owned).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void only_its_owner_writes_a_table() throws IOException {
        assertThat(uses(WRITE, "writes")).isEmpty();
    }

    @Test
    void only_its_owner_and_verification_read_a_table() throws IOException {
        List<String> found = uses(READ, "reads");
        found.removeIf(use -> use.startsWith("verification."));
        assertThat(found).isEmpty();
    }

    /** Uses of tables by others than their owners, as {@code pricing.ProductStore reads invoice}. */
    private static List<String> uses(Pattern pattern, String verb) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String type =
                        SOURCES.relativize(file).toString().replace(".java", "").replace('/', '.');
                String where = type.substring(0, Math.max(0, type.lastIndexOf('.')));
                for (String table : named(pattern, Files.readString(file))) {
                    if (!(where + ".").startsWith(owner(table) + ".")) {
                        found.add(type + " " + verb + " " + table);
                    }
                }
            }
        }
        return new ArrayList<>(found);
    }

    private static String owner(String table) {
        return OWNERS.entrySet().stream()
                .filter(each -> each.getValue().contains(table))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
    }

    private static Set<String> named(Pattern pattern, String source) {
        return LITERAL.matcher(COMMENT.matcher(source).replaceAll(""))
                .results()
                .map(literal -> literal.group(1) != null ? literal.group(1) : literal.group(2))
                .flatMap(sql -> pattern.matcher(sql).results())
                .flatMap(use -> Stream.of(use.group(1).split(",")))
                .map(table -> table.strip().split("\\s")[0])
                .filter(tables::contains)
                .collect(toSet());
    }

    /** Or the two rules above would hold whatever the sources say. */
    @Test
    void the_sources_are_read_as_they_are_written() {
        assertThat(named(
                        WRITE,
                        "String a = \"UPDATE invoice SET x\";\n"
                                + "  // \"DELETE FROM rate\"\n"
                                + "String b = \"UPDATE product SET\";"))
                .containsExactlyInAnyOrder("invoice", "product");
        String block = "\"\"\"\n WITH x AS (DELETE FROM rate r USING product p RETURNING 1)\n"
                + " SELECT 1 FROM invoice i, customer AS c JOIN contract ON true \"\"\"";
        assertThat(named(WRITE, block)).containsExactly("rate");
        assertThat(named(READ, block)).containsExactlyInAnyOrder("rate", "product", "invoice", "customer", "contract");
    }
}
