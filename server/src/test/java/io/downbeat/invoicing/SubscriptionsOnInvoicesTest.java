package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.SubscriptionRun.Agreed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What subscriptions charge, and on which invoice (subscriptions.md 1.10), all played along one run of the clock. */
class SubscriptionsOnInvoicesTest {
    private static SubscriptionRun run;
    private static final Map<String, Agreed> ROWS = new TreeMap<>();
    /** What was read while the clock stood at an instant, by row and instant. */
    private static final Map<String, List<String>> READ = new ConcurrentHashMap<>();

    @BeforeAll
    static void play() {
        run = new SubscriptionRun("01-01");
        quantities();
        prices();
        endings();
        late();
        placements();
        run.play("07-05");
    }

    @AfterAll
    static void close() {
        run.close();
    }

    private static Agreed row(String row, Agreed agreed) {
        ROWS.put(row, agreed);
        return agreed;
    }

    private static Agreed row(String row) {
        return ROWS.get(row);
    }

    /** Reads the lines of the usage invoice that ends on the day while the clock stands there. */
    private static void look(String row, String at, String end) {
        run.at(at, () -> READ.put(row + "@" + at, row(row).usage(end)));
    }

    private static List<String> read(String row, String at) {
        return READ.get(row + "@" + at);
    }

    private static void quantities() {
        row("S1", run.agreed("01-01", run.subscription(4, ""), ""));
        look("S1", "01-05", "02-01");
        row("S2", run.agreed("01-01", run.arrears(4), ""));
        look("S2", "01-05", "02-01");
        row("S7", run.agreed("01-01", run.subscription(4, ""), "")).quantity("05-16", "'quantity_delta': 2");
        look("S7", "05-16T01", "06-01");
        row("voided in arrears", run.agreed("01-01", run.arrears(4), ""));
        row("voided increase", run.agreed("01-01", run.subscription(4, ""), ""))
                .quantity("05-16", "'quantity_delta': 2");
        for (String rounding : List.of("HALF_UP -2", "CEILING -1", "FLOOR 0", "HALF_UP 2")) {
            String[] words = rounding.split(" ");
            row(
                            "S9 " + rounding,
                            run.agreed(
                                    "01-01",
                                    run.subscription(
                                            "MONTHLY", "'initial_quantity': 4", """
                                                , 'rounding': {'rounding_method': '%s', 'decimal_places': %s}\
                                                """.formatted(words[0], words[1])),
                                    ""))
                    .quantity("05-16", "'quantity_delta': 2");
        }
        row("S10", run.agreed("01-01", run.subscription(4, ""), "")).quantity("05-10", "'quantity': 3");
        row("S11", run.agreed("01-01", run.subscription(4, ""), ""))
                .quantity("05-11", "'quantity_delta': 3")
                .quantity("05-20", "'quantity_delta': -2")
                .quantity("05-26", "'quantity_delta': 1");
        row("S12", run.agreed("01-01", run.subscription(4, ""), ""))
                .quantity("05-11", "'quantity_delta': 3")
                .quantity("05-20", "'quantity_delta': -2")
                .quantity("05-26", "'quantity_delta': 3");
        row("S13", run.agreed("01-01", onNextCollection(), "")).quantity("05-16", "'quantity_delta': 2");
        row("S15", run.agreed("01-01", run.arrears(4), "")).quantity("05-16", "'quantity_delta': 2");
        row("S33", run.agreed("01-01", run.subscription(4, ""), ""))
                .edits("05-21", """
                    'add_subscriptions': [%s]\
                    """.formatted(run.subscription(1, ", 'starting_at': '2025-05-21T00:00:00Z'")));
        run.at("05-21T01", () -> row("S33").update("""
            'quantity_updates': [{'starting_at': '2025-05-21T00:00:00Z', 'quantity': 12},
                {'starting_at': '2025-05-21T00:00:00Z', 'quantity_delta': -1}]\
            """).ok());
        whole("whole", "01-01").quantity("05-16", "'quantity_delta': 2");
        row("became seats", run.agreed("01-01", run.subscription(4, ""), ""))
                .quantity("05-10", "06-01", "'quantity_delta': -3")
                .edits("05-12", """
                    'update_subscriptions': [{'subscription_id': 'SUBSCRIPTION',
                      'quantity_management_mode_update': {'quantity_management_mode': 'SEAT_BASED',
                        'seat_config': {'seat_group_key': 'user'}},
                      'seat_updates': {'add_seat_ids': [
                        {'starting_at': '2025-05-20T00:00:00Z', 'seat_ids': ['a', 'b', 'c', 'd']}]}}]\
                    """)
                .edits("06-15", """
                    'update_subscriptions': [{'subscription_id': 'SUBSCRIPTION', 'seat_updates': {'add_seat_ids': [
                        {'starting_at': '2025-06-15T00:00:00Z', 'seat_ids': ['e']}]}}]\
                    """);
    }

    private static Agreed whole(String row, String from) {
        return row(
                row,
                run.agreed(from, run.subscription(4, "").replace("'is_prorated': true", "'is_prorated': false"), ""));
    }

    private static String onNextCollection() {
        return run.subscription(4, "").replace("BILL_IMMEDIATELY", "BILL_ON_NEXT_COLLECTION_DATE");
    }

    private static void prices() {
        row("S3", run.agreed("06-01", run.subscription("ANNUAL", "'initial_quantity': 4", ""), ""))
                .quantity("07-03", "'quantity_delta': 1")
                .quantity("07-04", "07-10", "'quantity_delta': -1");
        row("S5", run.agreed("01-01", run.card, "", overridden("2500", "'billing_frequency': 'MONTHLY', ")))
                .edits(
                        "06-16",
                        "'add_subscriptions': [" + run.subscription(4, ", 'starting_at': '2025-06-16T00:00:00Z'")
                                + "]");
        row("S6", run.agreed("04-23", run.subscription("ANNUAL", "'initial_quantity': 2", """
            , 'rounding': {'rounding_method': 'HALF_UP', 'decimal_places': -2}\
            """), ""));
        row("S6 exact", run.agreed("04-23", run.subscription("ANNUAL", "'initial_quantity': 2", ""), ""));
        String dearer = run.card(true);
        run.at("05-16", () -> run.rate(dearer, run.team, "2025-05-16T00:00:00Z", 1200, "MONTHLY", true));
        row("S16", run.agreed("01-01", dearer, run.subscription(4, ""), "")).quantity("05-20", "'quantity_delta': 1");
        row(
                "S17",
                run.agreed(
                        "01-01",
                        dearer,
                        run.subscription(4, ""),
                        overridden("900", "'billing_frequency': 'MONTHLY', ")));
        row("S17 without", run.agreed("01-01", dearer, run.subscription(4, ""), overridden("900", "")));
        row("S18", run.agreed("01-01", run.subscription(4, ""), free("2025-01-01", "2025-02-01")));
        row("S19", run.agreed("01-01", run.card, "", free("2025-05-01", "2025-05-11")))
                .edits("05-01", """
                    'add_subscriptions': [%s, %s]\
                    """.formatted(
                        run.subscription(
                                1, ", 'starting_at': '2025-05-01T00:00:00Z', 'ending_before': '2025-05-11T00:00:00Z'"),
                        run.subscription(1, ", 'starting_at': '2025-05-11T00:00:00Z'")));
        corrected();
        row("S20", run.agreed("01-01", run.card(false), run.subscription(4, ""), ""));
        row("S21", run.agreed("01-15", run.subscription(4, ""), ""));
        look("S21", "01-20", "02-01");
    }

    /** What was billed for 1000 is billed again for 800; what the period has more of later comes after that. */
    private static void corrected() {
        String wrong = run.card(true);
        row("corrected", run.agreed("05-01", wrong, run.subscription(4, ""), ""));
        row("corrected increase", run.agreed("05-01", wrong, run.subscription(4, ""), ""))
                .quantity("05-08", "'quantity_delta': 1");
        run.at("05-10", () -> {
            run.rate(wrong, run.team, "2020-01-01T00:00:00Z", 800, "MONTHLY", true);
            again("corrected", "05-01");
            again("corrected increase", "05-08");
        });
        for (String row : List.of("corrected", "corrected increase")) {
            row(row).quantity("05-16", "'quantity_delta': 2");
        }
    }

    private static void again(String row, String date) {
        String id = row(row).invoices().stream()
                .filter(one -> one.get("type").stringValue().equals("SCHEDULED"))
                .filter(one -> Agreed.day(one.get("issued_at")).equals(date))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        run.api.post("/v1/invoices/void", "{'id': '" + id + "'}").ok();
        run.api.post("/v1/invoices/regenerate", "{'id': '" + id + "'}").ok();
    }

    private static String overridden(String price, String more) {
        return """
            , 'overrides': [{'type': 'OVERWRITE', 'starting_at': '2025-01-01T00:00:00Z',
                'overwrite_rate': {'rate_type': 'FLAT', 'price': %s},
                'override_specifiers': [{%s'product_id': '%s'}]}]\
            """.formatted(price, more, run.team);
    }

    private static String free(String from, String until) {
        return """
            , 'overrides': [{'type': 'OVERWRITE', 'starting_at': '%sT00:00:00Z', 'ending_before': '%sT00:00:00Z',
                'overwrite_rate': {'rate_type': 'FLAT', 'price': 0},
                'override_specifiers': [{'billing_frequency': 'MONTHLY', 'product_id': '%s'}]}]\
            """.formatted(from, until, run.team);
    }

    private static void endings() {
        row("S22", run.agreed("01-01", run.subscription(4, ""), ""));
        run.at(
                "06-05",
                () -> row("S22")
                        .update("'ending_before': '2025-07-10T00:00:00Z'")
                        .ok());
        look("S22", "06-06", "07-01");
        row("S23", run.agreed("01-01", run.subscription(4, ""), ""));
        run.at(
                "05-12",
                () -> row("S23")
                        .update("'ending_before': '2025-05-20T00:00:00Z'")
                        .ok());
        look("S23", "05-13", "06-01");
        row("S24", run.agreed("01-01", run.arrears(4), ""));
        run.at(
                "05-12",
                () -> row("S24")
                        .update("'ending_before': '2025-05-20T00:00:00Z'")
                        .ok());
        row("S28", run.agreed("01-01", run.subscription(4, ""), ""));
        run.at(
                "05-12",
                () -> row("S28")
                        .update("'ending_before': '2025-05-20T00:00:00Z'")
                        .ok());
        look("S28", "05-14", "06-01");
        run.at("05-15", () -> row("S28").update("'ending_before': null").ok());
        look("S28", "05-16", "06-01");
        String end = ", 'ending_before': '2025-06-21T00:00:00Z'";
        row("S26", run.agreed("01-01", run.subscription(2, ""), end));
        row("S27", run.agreed("01-01", run.arrears(2), end));
        look("S26", "05-10", "06-01");
        for (String row : List.of("S26", "S27")) {
            run.at(
                    "05-20",
                    () -> run.api
                            .post("/v1/contracts/updateEndDate", """
                                {'customer_id': '%s', 'contract_id': '%s', 'ending_before': '2025-09-01T00:00:00Z'}\
                                """.formatted(row(row).customer, row(row).contract))
                            .ok());
        }
        row("S49", run.agreed("01-01", run.subscription(4, ""), ""));
        run.at(
                "05-16",
                () -> run.id("/v1/contracts/create", """
                    {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-05-16T00:00:00Z', 'subscriptions': [%s],
                     'transition': {'type': 'RENEWAL', 'from_contract_id': '%s'}%s}\
                    """.formatted(
                                row("S49").customer,
                                run.card,
                                run.subscription(4, ""),
                                row("S49").contract,
                                overridden("2500", "'billing_frequency': 'MONTHLY', "))));
    }

    private static void late() {
        row("S31", run.agreed("01-01", "", ""))
                .edits("05-20", """
                    'add_subscriptions': [%s]\
                    """.formatted(run.subscription(2, ", 'starting_at': '2025-04-01T00:00:00Z'")));
        row("S32", run.agreed("01-01", run.subscription(4, ""), "")).quantity("05-20", "04-20", "'quantity_delta': 1");
        row("late next", run.agreed("01-01", onNextCollection(), "")).quantity("05-20", "04-20", "'quantity_delta': 1");
    }

    private static void placements() {
        row("S29", run.agreed("01-01", scheduled(run.subscription(4, "")), """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items':
                [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 250}]}}]\
            """.formatted(run.fee)));
        run.at("05-10", () -> READ.put("S29@05-10", row("S29").scheduled()));
        row("S30", run.agreed("01-01", "", ""))
                .edits("01-10", """
                    'add_subscriptions': [%s]\
                    """.formatted(run.subscription(1, """
                        , 'starting_at': '2025-01-10T00:00:00Z', 'billing_cycle_config': {'anchor_date': '2025-01-10T00:00:00Z'}\
                        """)))
                .quantity("01-20", "'quantity_delta': 1");
        run.at("01-21", () -> READ.put("S30@01-21", row("S30").scheduled()));
        row("S43", run.agreed("01-01", run.subscription(4, ""), """
            , 'credits': [{'product_id': '%s', 'name': 'Gift', 'priority': 1, 'applicable_product_ids': ['%s'],
                'access_schedule': {'schedule_items': [{'amount': 1500, 'starting_at': '2025-02-01T00:00:00Z',
                    'ending_before': '2025-03-01T00:00:00Z'}]}}]\
            """.formatted(run.fee, run.team)));
        look("S43", "01-20", "02-01");
        row("paid at once", run.agreed("01-01", run.subscription(4, ""), """
            , 'credits': [{'product_id': '%s', 'name': 'Gift', 'priority': 1,
                'access_schedule': {'schedule_items': [{'amount': 5000, 'starting_at': '2025-01-01T00:00:00Z',
                    'ending_before': '2025-03-01T00:00:00Z'}]}}]\
            """.formatted(run.fee)));
        row("postpaid", run.agreed("01-01", scheduled(run.subscription(4, "")), """
            , 'commits': [{'type': 'POSTPAID', 'product_id': '%s', 'name': 'Later', 'priority': 1,
                'access_schedule': {'schedule_items': [{'amount': 9000, 'starting_at': '2025-01-01T00:00:00Z',
                    'ending_before': '2025-03-01T00:00:00Z'}]},
                'invoice_schedule': {'schedule_items': [{'timestamp': '2025-03-01T00:00:00Z', 'amount': 9000}]}}]\
            """.formatted(run.fee)));
    }

    private static String scheduled(String subscription) {
        return subscription.replaceFirst(
                "\\{", "{'billing_cycle_config': {'invoice_placement': 'ON_SCHEDULED_INVOICE'}, ");
    }

    // S1
    @Test
    void the_first_charge_in_advance_stands_alone_and_the_next_rides_on_usage() {
        assertThat(row("S1").scheduled()).containsExactly("01-01: 4 x 1000 = 4000 [01-01,02-01)");
        assertThat(read("S1", "01-05")).containsExactly("4 x 1000 = 4000 [02-01,03-01)");
        JsonNode line = row("S1")
                .usageInvoice("03-01")
                .get("line_items")
                .valueStream()
                .filter(one -> one.get("type").stringValue().equals("subscription"))
                .findFirst()
                .orElseThrow();
        assertThat(line.get("product_type").stringValue()).isEqualTo("SubscriptionProductListItem");
        assertThat(line.get("name").stringValue()).isEqualTo("Team");
        assertThat(line.get("is_prorated").booleanValue()).isFalse();
        assertThat(line.get("subscription_id").stringValue())
                .isEqualTo(row("S1").subscription(0));
    }

    // S2
    @Test
    void a_period_in_arrears_rides_on_its_own_usage_invoice() {
        assertThat(row("S2").scheduled()).isEmpty();
        assertThat(read("S2", "01-05")).containsExactly("4 x 1000 = 4000 [01-01,02-01)");
    }

    // S3
    @Test
    void an_increase_costs_the_hours_that_are_left_and_a_decrease_gives_no_money_back() {
        assertThat(row("S3").scheduled())
                .containsExactly(
                        "06-01: 4 x 10000 = 40000 [06-01,2026-06-01)",
                        "07-03: 1 x 9123.287671232877 = 9123 [07-03,2026-06-01)");
    }

    // S5
    @Test
    void half_a_month_costs_half_the_price() {
        assertThat(row("S5").scheduled()).containsExactly("06-16: 4 x 1250 = 5000 [06-16,07-01)");
    }

    // S6
    @Test
    void a_year_is_counted_from_the_first_of_the_contracts_month_and_its_price_rounded() {
        assertThat(row("S6").scheduled()).containsExactly("04-23: 2 x 9400 = 18800 [04-23,2026-04-01)");
        assertThat(row("S6 exact").scheduled())
                .containsExactly("04-23: 2 x 9397.260273972603 = 18795 [04-23,2026-04-01)");
    }

    // S7
    @Test
    void an_increase_is_billed_at_once_and_counts_in_the_next_period() {
        assertThat(row("S7").scheduled())
                .containsExactly(
                        "01-01: 4 x 1000 = 4000 [01-01,02-01)", "05-16: 2 x 516.129032258065 = 1032 [05-16,06-01)");
        assertThat(read("S7", "05-16T01")).containsExactly("6 x 1000 = 6000 [06-01,07-01)");
    }

    // S9
    @Test
    void the_price_of_a_part_is_rounded_as_agreed() {
        assertThat(row("S9 HALF_UP -2").scheduled()).contains("05-16: 2 x 500 = 1000 [05-16,06-01)");
        assertThat(row("S9 CEILING -1").scheduled()).contains("05-16: 2 x 520 = 1040 [05-16,06-01)");
        assertThat(row("S9 FLOOR 0").scheduled()).contains("05-16: 2 x 516 = 1032 [05-16,06-01)");
        assertThat(row("S9 HALF_UP 2").scheduled()).contains("05-16: 2 x 516.13 = 1032 [05-16,06-01)");
    }

    // 1.3
    @Test
    void without_proration_a_part_costs_the_whole() {
        assertThat(row("whole").scheduled()).contains("05-16: 2 x 1000 = 2000 [05-16,06-01)");
    }

    // 1.4, 1.9: what was to be taken away before the seats were known takes none of those who have one
    @Test
    void a_quantity_that_became_seats_is_billed_for_everybody_who_has_one() {
        assertThat(row("became seats").usage("06-01")).containsExactly("4 x 1000 = 4000 [06-01,07-01)");
        assertThat(row("became seats").scheduled())
                .containsExactly(
                        "01-01: 4 x 1000 = 4000 [01-01,02-01)", "06-15: 1 x 533.333333333333 = 533 [06-15,07-01)");
        assertThat(row("became seats").usage("07-01")).containsExactly("5 x 1000 = 5000 [07-01,08-01)");
    }

    // S10
    @Test
    void a_decrease_counts_from_the_next_period_on() {
        assertThat(row("S10").scheduled()).hasSize(1);
        assertThat(row("S10").usage("05-01")).containsExactly("4 x 1000 = 4000 [05-01,06-01)");
        assertThat(row("S10").usage("06-01")).containsExactly("3 x 1000 = 3000 [06-01,07-01)");
    }

    // S11, S12
    @Test
    void what_comes_back_inside_a_period_is_not_billed_twice() {
        assertThat(row("S11").scheduled().subList(1, 2))
                .containsExactly("05-11: 3 x 677.41935483871 = 2032 [05-11,06-01)");
        assertThat(row("S11").scheduled()).hasSize(2);
        assertThat(row("S11").usage("06-01")).containsExactly("6 x 1000 = 6000 [06-01,07-01)");
        assertThat(row("S12").scheduled().subList(1, 3))
                .containsExactly(
                        "05-11: 3 x 677.41935483871 = 2032 [05-11,06-01)",
                        "05-26: 1 x 193.548387096774 = 194 [05-26,06-01)");
        assertThat(row("S12").usage("06-01")).containsExactly("8 x 1000 = 8000 [06-01,07-01)");
    }

    // S13
    @Test
    void an_increase_can_wait_for_the_next_collection() {
        assertThat(row("S13").scheduled()).hasSize(1);
        assertThat(row("S13").usage("06-01"))
                .containsExactly("2 x 516.129032258065 = 1032 [05-16,06-01)", "6 x 1000 = 6000 [06-01,07-01)");
    }

    // S15
    @Test
    void in_arrears_a_period_is_billed_with_its_increases() {
        assertThat(row("S15").usage("06-01"))
                .containsExactly("4 x 1000 = 4000 [05-01,06-01)", "2 x 516.129032258065 = 1032 [05-16,06-01)");
    }

    // S16
    @Test
    void the_price_is_read_once_for_a_period() {
        assertThat(row("S16").usage("05-01")).containsExactly("4 x 1000 = 4000 [05-01,06-01)");
        assertThat(row("S16").scheduled()).contains("05-20: 1 x 387.096774193548 = 387 [05-20,06-01)");
        assertThat(row("S16").usage("06-01")).containsExactly("5 x 1200 = 6000 [06-01,07-01)");
    }

    // 1.1: one price for a period, and that is the one that stands on its invoice
    @Test
    void a_period_that_is_billed_again_at_a_corrected_price_has_it_for_what_comes_later() {
        assertThat(row("corrected").scheduled())
                .containsExactlyInAnyOrder(
                        "05-01: 4 x 1000 = 4000 [05-01,06-01)",
                        "05-01: 4 x 800 = 3200 [05-01,06-01)",
                        "05-16: 2 x 412.903225806452 = 826 [05-16,06-01)");
        assertThat(row("corrected increase").scheduled())
                .as("the period itself stays billed as it was")
                .contains(
                        "05-01: 4 x 1000 = 4000 [05-01,06-01)",
                        "05-08: 1 x 619.354838709677 = 619 [05-08,06-01)",
                        "05-16: 2 x 516.129032258065 = 1032 [05-16,06-01)");
    }

    // S17
    @Test
    void an_override_of_its_frequency_shields_a_contract_and_another_does_not_touch_it() {
        assertThat(row("S17").usage("05-01")).containsExactly("4 x 900 = 3600 [05-01,06-01)");
        assertThat(row("S17").usage("06-01")).containsExactly("4 x 900 = 3600 [06-01,07-01)");
        assertThat(row("S17 without").usage("06-01")).containsExactly("4 x 1200 = 4800 [06-01,07-01)");
    }

    // S18, S19
    @Test
    void a_trial_costs_nothing_and_shows_it() {
        assertThat(row("S18").scheduled()).containsExactly("01-01: 4 x 0 = 0 [01-01,02-01)");
        assertThat(row("S18").usage("02-01")).containsExactly("4 x 1000 = 4000 [02-01,03-01)");
        assertThat(row("S19").usage("05-01")).containsExactly("1 x 0 = 0 [05-01,05-11)");
        assertThat(row("S19").scheduled()).containsExactly("05-11: 1 x 677.41935483871 = 677 [05-11,06-01)");
    }

    // S20
    @Test
    void what_the_contract_is_not_entitled_to_is_kept_and_not_charged() {
        assertThat(row("S20").read().get("subscriptions").size()).isEqualTo(1);
        assertThat(row("S20").scheduled()).isEmpty();
        assertThat(row("S20").usage("06-01")).isEmpty();
    }

    // S21
    @Test
    void a_first_period_is_charged_from_where_the_contract_starts() {
        assertThat(row("S21").scheduled()).containsExactly("01-15: 4 x 548.387096774194 = 2194 [01-15,02-01)");
        assertThat(read("S21", "01-20")).containsExactly("4 x 1000 = 4000 [02-01,03-01)");
    }

    // S22, S23, S24
    @Test
    void an_end_that_is_known_in_time_cuts_the_last_charge() {
        assertThat(read("S22", "06-06")).containsExactly("4 x 290.322580645161 = 1161 [07-01,07-10)");
        assertThat(row("S22").usage("08-01")).isEmpty();
        assertThat(row("S23").usage("05-01")).containsExactly("4 x 1000 = 4000 [05-01,06-01)");
        assertThat(read("S23", "05-13")).isEmpty();
        assertThat(row("S23").scheduled()).hasSize(1);
        assertThat(row("S24").usage("06-01")).containsExactly("4 x 612.903225806452 = 2452 [05-01,05-20)");
    }

    // S25, S26
    @Test
    void in_advance_it_is_not_extended_with_its_contract() {
        assertThat(read("S26", "05-10")).containsExactly("2 x 666.666666666667 = 1333 [06-01,06-21)");
        assertThat(row("S26").usage("06-01")).containsExactly("2 x 666.666666666667 = 1333 [06-01,06-21)");
        assertThat(row("S26").usage("07-01")).isEmpty();
        assertThat(row("S26").read().at("/subscriptions/0/ending_before").stringValue())
                .isEqualTo("2025-06-21T00:00:00.000Z");
        row("S26")
                .edit("""
                    'add_subscriptions': [%s]\
                    """.formatted(run.subscription(1, ", 'starting_at': '2025-06-21T00:00:00Z'")))
                .ok();
    }

    // S27
    @Test
    void in_arrears_it_goes_on_with_its_contract() {
        assertThat(row("S27").usage("07-01")).containsExactly("2 x 1000 = 2000 [06-01,07-01)");
        assertThat(row("S27").read().at("/subscriptions/0").has("ending_before"))
                .isFalse();
    }

    // S28
    @Test
    void an_end_is_taken_back_unless_an_invoice_was_cut_by_it() {
        assertThat(read("S28", "05-14")).isEmpty();
        assertThat(read("S28", "05-16")).containsExactly("4 x 1000 = 4000 [06-01,07-01)");
        List<String> before = new ArrayList<>(row("S22").usage("07-01"));
        assertThat(row("S22").update("'ending_before': null").refused(400))
                .isEqualTo(
                        "update_subscriptions[0].ending_before: the last period is already billed up to its end, add a"
                                + " new subscription");
        assertThat(row("S22").usage("07-01")).isEqualTo(before);
        row("S22").update("'ending_before': '2025-07-05T00:00:00Z'").ok();
        assertThat(row("S22").update("'ending_before': null").refused(400))
                .as("an end that was moved once more hides nothing")
                .contains("already billed up to its end");
        row("S22").update("'ending_before': '2025-07-10T00:00:00Z'").ok();
    }

    // S29
    @Test
    void a_charge_that_does_not_ride_shares_the_invoice_of_its_date() {
        assertThat(read("S29", "05-10"))
                .endsWith("06-01: 4 x 1000 = 4000 [06-01,07-01); 1 x 250 = 250")
                .hasSize(6);
        assertThat(row("S29").usage("06-01")).isEmpty();
    }

    // S30
    @Test
    void an_anchor_of_its_own_sets_the_dates() {
        assertThat(read("S30", "01-21"))
                .containsExactly(
                        "01-10: 1 x 1000 = 1000 [01-10,02-10)",
                        "01-20: 1 x 677.41935483871 = 677 [01-20,02-10)",
                        "02-10: 2 x 1000 = 2000 [02-10,03-10)");
        assertThat(row("S30").scheduled()).hasSize(8).endsWith("07-10: 2 x 1000 = 2000 [07-10,08-10)");
    }

    // S31, S32
    @Test
    void what_an_edit_owes_for_the_past_stands_on_one_invoice_of_its_hour() {
        assertThat(row("S31").scheduled())
                .containsExactly("05-20: 2 x 1000 = 2000 [04-01,05-01); 2 x 1000 = 2000 [05-01,06-01)");
        assertThat(row("S31").usage("06-01")).containsExactly("2 x 1000 = 2000 [06-01,07-01)");
        assertThat(row("S32").scheduled().subList(1, 2))
                .containsExactly("05-20: 1 x 366.666666666667 = 367 [04-20,05-01); 1 x 1000 = 1000 [05-01,06-01)");
        assertThat(row("S32").usage("06-01")).containsExactly("5 x 1000 = 5000 [06-01,07-01)");
    }

    // 1.5, 5
    @Test
    void a_late_increase_that_can_wait_rides_on_the_next_collection() {
        assertThat(row("late next").scheduled()).hasSize(1);
        assertThat(row("late next").usage("06-01"))
                .containsExactly(
                        "1 x 366.666666666667 = 367 [04-20,05-01)",
                        "1 x 1000 = 1000 [05-01,06-01)",
                        "5 x 1000 = 5000 [06-01,07-01)");
    }

    // S33
    @Test
    void changes_at_one_instant_apply_as_they_were_asked_for() {
        JsonNode schedule = row("S33").read().at("/subscriptions/0/quantity_schedule");
        assertThat(schedule.valueStream().map(one -> Agreed.plain(one.get("quantity"))))
                .containsExactly("4", "11");
        assertThat(schedule.get(1).get("starting_at").stringValue()).isEqualTo("2025-05-21T00:00:00.000Z");
    }

    // S43
    @Test
    void a_credit_pays_what_begins_while_it_can_be_used() {
        assertThat(read("S43", "01-20"))
                .containsExactly(
                        "1.5 x 1000 = 1500 [02-01,03-01)", "-1500 [02-01,03-01)", "2.5 x 1000 = 2500 [02-01,03-01)");
        assertThat(row("S43").scheduled()).containsExactly("01-01: 4 x 1000 = 4000 [01-01,02-01)");
    }

    // 1.3
    @Test
    void a_credit_pays_an_invoice_of_charges_first_and_usage_after_it() {
        assertThat(row("paid at once").scheduled())
                .containsExactly("01-01: 4 x 1000 = 4000 [01-01,02-01); -4000 [01-01,02-01)");
        assertThat(row("paid at once").usage("02-01"))
                .containsExactly(
                        "1 x 1000 = 1000 [02-01,03-01)", "-1000 [02-01,03-01)", "3 x 1000 = 3000 [02-01,03-01)");
    }

    // 1.5: a finalized invoice keeps its charges, voided or not
    @Test
    void a_voided_invoice_keeps_its_charges_for_the_one_in_its_place() {
        for (String row : List.of("voided in arrears", "voided increase")) {
            JsonNode billed = row.equals("voided in arrears")
                    ? row(row).usageInvoice("03-01")
                    : row(row).invoices().stream()
                            .filter(one -> Agreed.day(one.get("issued_at")).equals("05-16"))
                            .findFirst()
                            .orElseThrow();
            List<String> before = Agreed.lines(billed);
            String id = billed.get("id").stringValue();
            run.api.post("/v1/invoices/void", "{'id': '" + id + "'}").ok();
            run.server().settle();
            String again = run.api
                    .post("/v1/invoices/regenerate", "{'id': '" + id + "'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            List<JsonNode> with = row(row).invoices().stream()
                    .filter(one -> !one.get("status").stringValue().equals("VOID"))
                    .filter(one -> Agreed.lines(one).stream().anyMatch(before::contains))
                    .toList();
            assertThat(with).hasSize(1);
            assertThat(with.getFirst().get("id").stringValue()).isEqualTo(again);
            assertThat(Agreed.lines(with.getFirst())).isEqualTo(before);

            run.api
                    .post(
                            "/v1/contracts/archive",
                            "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                    .formatted(row(row).customer, row(row).contract))
                    .ok();
            run.api.post("/v1/invoices/void", "{'id': '" + again + "'}").ok();
            run.server().settle();
            String last = run.api
                    .post("/v1/invoices/regenerate", "{'id': '" + again + "'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            JsonNode once = run.api
                    .get("/v1/customers/" + row(row).customer + "/invoices/" + last)
                    .ok()
                    .get("data");
            assertThat(Agreed.lines(once)).as("of an archived contract").isEqualTo(before);
        }
    }

    @Test
    void everything_stands_up_to_verify() {
        assertThat(run.api.post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
    }

    // 1.3: what is left of a postpaid commit does not wait for charges that come after it
    @Test
    void a_postpaid_commit_pays_invoices_of_charges_and_the_rest_is_billed() {
        assertThat(row("postpaid").scheduled())
                .contains("01-01: 4 x 1000 = 4000 [01-01,02-01); -4000 [01-01,02-01)", "03-01: 1 x 1000 = 1000");
    }

    // S49
    @Test
    void a_renewal_bills_its_own_first_window_and_the_old_contract_no_more() {
        assertThat(row("S49").scheduled())
                .containsExactly(
                        "01-01: 4 x 1000 = 4000 [01-01,02-01)", "05-16: 4 x 1290.322580645161 = 5161 [05-16,06-01)");
        assertThat(row("S49").usage("05-01")).containsExactly("4 x 1000 = 4000 [05-01,06-01)");
        assertThat(row("S49").usage("05-16")).isEmpty();
        assertThat(row("S49").usage("06-01")).containsExactly("4 x 2500 = 10000 [06-01,07-01)");
    }
}
