package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A price that changes inside a service period: each interval bills what was added in it, whatever the metric. */
class PriceChangeInsidePeriodTest extends InvoicesOnAServer {
    private static final String SECOND_DAY = "2025-01-02T00:00:00Z";
    private static final String ELEVENTH = "2025-01-11T00:00:00Z";

    private final Map<String, String> products = new TreeMap<>();
    private int events;

    @BeforeEach
    void twenty_days_have_passed() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-20T00:00:00Z");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MAX", "LATEST", "UNIQUE"})
    void what_stays_as_it_was_is_billed_once_at_the_price_of_the_day_it_came(String aggregation) {
        String seats = product(aggregation);
        flat(seats, "2025-01-01T00:00:00Z", 100);
        flat(seats, ELEVENTH, 50);
        for (String at : List.of("2025-01-03T00:00:00Z", "2025-01-13T00:00:00Z")) {
            use(aggregation, at, "3");
            use(aggregation, at, "10");
        }
        String quantity = aggregation.equals("UNIQUE") ? "2" : "10";
        assertThat(lines(aggregation)).containsExactly(quantity + " x 100 = " + quantity + "00", "0 x 50 = 0");
    }

    @ParameterizedTest(name = "{0}: {2} then {4}")
    @CsvSource({
        // pricing.md C-136, C-137 and the usage of C-20 and C-21.
        "LATEST, 2025-01-02, 7, 300, 9, 400, 7 x 300 = 2100, 2 x 400 = 800, 2900",
        "LATEST, 2025-01-17, 40, 300, 30, 400, 40 x 300 = 12000, -10 x 400 = -4000, 8000",
        "LATEST, 2025-01-17, 40, 300, 120, 400, 40 x 300 = 12000, 80 x 400 = 32000, 44000",
        "MAX, 2025-01-17, 40, 300, 30, 400, 40 x 300 = 12000, 0 x 400 = 0, 12000",
        "MAX, 2025-01-17, 40, 300, 120, 400, 40 x 300 = 12000, 80 x 400 = 32000, 44000",
        "SUM, 2025-01-17, 40, 300, 30, 400, 40 x 300 = 12000, 30 x 400 = 12000, 24000"
    })
    void a_stretch_bills_the_value_up_to_its_end_less_the_value_up_to_its_start(
            String aggregation,
            String day,
            String before,
            int price,
            String after,
            int then,
            String first,
            String second,
            String total) {
        String product = product(aggregation);
        flat(product, "2025-01-01T00:00:00Z", price);
        flat(product, day + "T00:00:00Z", then);
        use(aggregation, "2025-01-01T23:59:59.999999Z", before);
        use(aggregation, day + "T00:00:00Z", after);

        assertThat(lines(aggregation)).containsExactly(first, second);
        assertThat(acme.invoices().getFirst().get("total").decimalValue()).isEqualByComparingTo(total);
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(status(acme.invoices().getFirst())).isEqualTo("FINALIZED");
        assertThat(lines(aggregation)).containsExactly(first, second);
        assertThat(api().post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}")
                        .ok()
                        .get("ok")
                        .booleanValue())
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"COUNT", "SUM", "MAX", "LATEST", "UNIQUE"})
    void stretches_add_up_to_the_period_and_windows_add_up_to_stretches(String aggregation) {
        flat(product(aggregation), "2025-01-01T00:00:00Z", 3);
        flat(product(aggregation + " changed"), "2025-01-01T00:00:00Z", 3);
        String changed = products.get(aggregation + " changed");
        // Up and down again: three stretches whose prices sum to something only if their quantities do.
        flat(changed, "2025-01-05T07:00:00Z", 5);
        flat(changed, ELEVENTH, 7);
        int[] values = {4, 9, 9, 2, 7, 12, 12, 1, 5};
        for (int i = 0; i < values.length; i++) {
            String at = "2025-01-%02dT0%d:30:00Z".formatted(1 + i * 2, i);
            use(aggregation, at, "" + values[i]);
            use(aggregation + " changed", at, "" + values[i]);
        }

        BigDecimal whole = sum(aggregation, "quantity");
        assertThat(sum(aggregation + " changed", "quantity")).isEqualByComparingTo(whole);
        JsonNode invoice = acme.invoices().getFirst();
        assertThat(windows("DAY")).isEqualTo(byLine(invoice));
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(windows("DAY")).isEqualTo(byLine(acme.invoices().getFirst()));
    }

    @Test
    void a_group_that_adds_nothing_in_a_stretch_has_no_line_there() {
        String product = product("LATEST", "region");
        flat(product, "2025-01-01T00:00:00Z", 300);
        flat(product, SECOND_DAY, 400);
        use("LATEST", "2025-01-01T01:00:00Z", "7", "region", "eu");
        use("LATEST", "2025-01-01T01:00:00Z", "5", "region", "us");
        use("LATEST", SECOND_DAY, "9", "region", "eu");
        use("LATEST", SECOND_DAY, "5", "region", "us");
        use("LATEST", "2025-01-03T00:00:00Z", "4", "region", "ap");

        assertThat(lines("LATEST"))
                .containsExactlyInAnyOrder(
                        "eu 7 x 300 = 2100", "us 5 x 300 = 1500", "eu 2 x 400 = 800", "ap 4 x 400 = 1600");
    }

    @Test
    void tiers_count_anew_where_the_price_changes() {
        String product = product("LATEST");
        tiers(product, "2025-01-01T00:00:00Z", 100, 150);
        tiers(product, ELEVENTH, 200, 250);
        use("LATEST", "2025-01-03T00:00:00Z", "7");
        use("LATEST", "2025-01-12T00:00:00Z", "19");

        assertThat(lines("LATEST"))
                .containsExactly("5 x 100 = 500", "2 x 150 = 300", "5 x 200 = 1000", "7 x 250 = 1750");
    }

    @Test
    void what_was_used_while_nothing_was_charged_is_not_charged_later() {
        String product = product("MAX");
        flat(product, ELEVENTH, 50);
        use("MAX", "2025-01-03T00:00:00Z", "10");
        use("MAX", "2025-01-13T00:00:00Z", "12");

        assertThat(lines("MAX")).containsExactly("2 x 50 = 100");
    }

    @Test
    void a_quantity_is_rounded_as_it_stands_and_not_once_more_in_every_stretch() {
        String product = product("SUM");
        api().post("/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z',
             'quantity_conversion': {'conversion_factor': 10, 'operation': 'DIVIDE'},
             'quantity_rounding': {'decimal_places': 0, 'rounding_method': 'ROUND_UP'}}\
            """.formatted(product))
                .ok();
        flat(product, "2025-01-01T00:00:00Z", 100);
        flat(product, ELEVENTH, 50);
        use("SUM", "2025-01-03T00:00:00Z", "5");
        use("SUM", "2025-01-13T00:00:00Z", "5");
        assertThat(lines("SUM")).containsExactly("1 x 100 = 100", "0 x 50 = 0");
        use("SUM", "2025-01-13T00:00:00Z", "1");
        assertThat(lines("SUM")).containsExactly("1 x 100 = 100", "1 x 50 = 50");
    }

    @Test
    void what_falls_in_a_later_stretch_lowers_what_a_marketplace_may_be_told() {
        String product = product("LATEST");
        flat(product, "2025-01-01T00:00:00Z", 300);
        flat(product, "2025-01-17T00:00:00Z", 400);
        use("LATEST", "2025-01-03T00:00:00Z", "40");
        assertThat(due()).isEqualByComparingTo("12000");
        use("LATEST", "2025-01-18T00:00:00Z", "30");
        assertThat(due()).isEqualByComparingTo("8000");
        use("LATEST", "2025-01-19T00:00:00Z", "35");
        assertThat(due()).isEqualByComparingTo("10000");
    }

    private BigDecimal due() {
        var january = new InvoiceId(UUID.fromString(id(acme.invoices().getFirst())));
        return server.bean(Invoicing.class)
                .dueSoFar(List.of(january), Instant.parse("2025-01-20T00:00:00Z"))
                .get(january)
                .amount()
                .value();
    }

    /** A product of its own metric; its name is what {@link #use} and {@link #lines} ask for. */
    private String product(String name, String... group) {
        String known = products.get(name);
        if (known != null) {
            return known;
        }
        String aggregation = name.split(" ")[0];
        String groups = group.length == 0 ? "" : ", 'group_keys': [['" + group[0] + "']]";
        String exists = group.length == 0 ? "" : ", {'name': '" + group[0] + "', 'exists': true}";
        String key = aggregation.equals("COUNT") ? "" : "'aggregation_key': 'n', ";
        String metric = api().post("/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': '%2$s', %3$s 'event_type_filter': {'in_values': ['%1$s']},
             'property_filters': [{'name': 'n', 'exists': true}%4$s]%5$s}\
            """.formatted(name, aggregation, key, exists, groups))
                .ok()
                .at("/data/id")
                .stringValue();
        String presentation = group.length == 0 ? "" : ", 'presentation_group_key': ['" + group[0] + "']";
        String product = api().post(
                        "/v1/contract-pricing/products/create",
                        "{'name': '%s', 'type': 'USAGE', 'billable_metric_id': '%s'%s}"
                                .formatted(name, metric, presentation))
                .ok()
                .at("/data/id")
                .stringValue();
        products.put(name, product);
        return product;
    }

    private void flat(String product, String from, int price) {
        rate(product, from, "'rate_type': 'FLAT', 'price': " + price);
    }

    private void tiers(String product, String from, int first, int second) {
        rate(
                product,
                from,
                "'rate_type': 'TIERED', 'tiers': [{'size': 5, 'price': " + first + "}, {'price': " + second + "}]");
    }

    private void rate(String product, String from, String price) {
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': true, %s}\
            """.formatted(account.rateCard, product, from, price))
                .ok();
    }

    private void use(String type, String at, String n, String... group) {
        String more = group.length == 0 ? "" : ", '" + group[0] + "': '" + group[1] + "'";
        api().post("/v1/ingest", """
            [{'transaction_id': 'e%d', 'customer_id': 'acme', 'event_type': '%s', 'timestamp': '%s',
              'properties': {'n': '%s'%s}}]\
            """.formatted(events++, type, at, n, more)).ok();
    }

    private List<String> lines(String product) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : acme.invoices().getFirst().get("line_items")) {
            if (line.get("name").stringValue().equals(product)) {
                String group = line.at("/presentation_group_values/region").asString("");
                lines.add((group + " " + number(line, "quantity") + " x " + number(line, "unit_price") + " = "
                                + number(line, "total"))
                        .strip());
            }
        }
        return lines;
    }

    private BigDecimal sum(String product, String field) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : acme.invoices().getFirst().get("line_items")) {
            if (line.get("name").stringValue().equals(product)) {
                sum = sum.add(line.get(field).decimalValue());
            }
        }
        return sum;
    }

    /** Quantity and total of each line, as all its windows together have them. */
    private Map<String, String> windows(String size) {
        Map<String, BigDecimal[]> sums = new TreeMap<>();
        api().get("/v1/customers/" + acme.id() + "/invoices/breakdowns?window_size=" + size
                        + "&starting_on=2025-01-01T00:00:00Z&ending_before=2025-02-01T00:00:00Z")
                .ok()
                .get("data")
                .forEach(window -> window.get("line_items").forEach(line -> add(sums, line)));
        return text(sums);
    }

    private static Map<String, String> byLine(JsonNode invoice) {
        Map<String, BigDecimal[]> sums = new TreeMap<>();
        invoice.get("line_items").forEach(line -> add(sums, line));
        return text(sums);
    }

    private static void add(Map<String, BigDecimal[]> sums, JsonNode line) {
        BigDecimal[] sum =
                sums.computeIfAbsent(line.get("name").stringValue() + " at " + number(line, "unit_price"), none ->
                        new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
        sum[0] = sum[0].add(line.get("quantity").decimalValue());
        sum[1] = sum[1].add(line.get("total").decimalValue());
    }

    private static Map<String, String> text(Map<String, BigDecimal[]> sums) {
        Map<String, String> text = new TreeMap<>();
        sums.forEach((line, sum) -> text.put(line, plain(sum[0]) + " for " + plain(sum[1])));
        return text;
    }

    private static String number(JsonNode line, String field) {
        return plain(line.get(field).decimalValue());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
