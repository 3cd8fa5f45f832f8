package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.SubscriptionRun.Agreed;
import io.downbeat.testing.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What recurring credits give for the seats of a subscription (subscriptions.md 1.7, 1.8; pricing.md 9). */
class SeatCreditsTest {
    private static final String USD = "2714e483-4ff1-48e4-9e25-ac732e8f24f2";
    private static SubscriptionRun run;
    private static final Map<String, Agreed> ROWS = new TreeMap<>();
    private static final Map<String, List<String>> READ = new TreeMap<>();

    @BeforeAll
    static void play() {
        run = new SubscriptionRun("06-01");
        row("S4", "06-01", quantity(4), credit(100, "POOLED", true))
                .quantity("07-03", "'quantity_delta': 1")
                .quantity("07-10", "'quantity_delta': -1");
        row("C-109 pooled", "07-01", quantity(3), credit(1000, "POOLED", true))
                .quantity("07-11", "'quantity_delta': 2");
        row("C-109 whole", "07-01", quantity(3), credit(1000, "POOLED", false))
                .quantity("07-11", "'quantity_delta': 2");
        row("back", "07-01", quantity(3), credit(1000, "POOLED", true))
                .quantity("07-05", "'quantity_delta': -1")
                .quantity("07-11", "'quantity_delta': 1");
        row("later", "07-01", quantity(3), credit(1000, "POOLED", true))
                .quantity("07-02", "07-11", "'quantity_delta': 2");
        ROWS.put(
                "ends",
                run.agreed(
                        "07-01",
                        quantity(1),
                        ", 'ending_before': '2025-07-21T00:00:00Z', 'recurring_credits': ["
                                + credit(3100, "POOLED", true) + "]"));
        row("ends").quantity("07-11", "'quantity_delta': 1");
        ROWS.put(
                "invoiced",
                run.agreed(
                        "07-01",
                        quantity(3),
                        ", 'recurring_commits': ["
                                + credit(100, "POOLED", true)
                                        .replaceFirst(
                                                "}$",
                                                ", 'invoice_amount': {'credit_type_id': '" + USD
                                                        + "', 'unit_price': 50, 'quantity': 1}}")
                                + "]"));
        seats("C-109 single", "07-01", "'a'", 2).edits("07-11", update("add_seat_ids", "07-11", "'b', 'c'"));
        run.at("07-12", () -> READ.put("C-109 single", seatBalances("C-109 single", "")));
        seats("S40", "06-01", "'a', 'b', 'c'", 1).edits("06-16", update("add_seat_ids", "06-16", "'d'"));
        run.at("06-16", () -> READ.put("S40", seatBalances("S40", "")));
        seats("S41", "06-01", "'a', 'b'", 0)
                .edits("06-10", update("remove_seat_ids", "06-10", "'a'"))
                .use("06-12", "a", 7)
                .use("06-12", "b", 12)
                .use("06-12", "z", 1);
        run.at("06-13", () -> {
            READ.put("S41", seatBalances("S41", ""));
            READ.put("C-110", seatBalances("S41", ", 'seat_ids': ['a', 'nobody'], 'skip_missing_seat_ids': true"));
            READ.put(
                    "S41 total",
                    List.of(row("S41").usageInvoice("07-01").get("total").toString()));
        });
        seats("S42", "06-01", "'a'", 1)
                .edits("06-16", update("add_seat_ids", "06-16", "'d'"))
                .edits("06-20", update("remove_seat_ids", "06-20", "'d'"))
                .edits("06-25", update("add_seat_ids", "06-25", "'d'"));
        run.at("06-26", () -> READ.put("S42", seatBalances("S42", "")));
        seats("lines", "07-01", "'a\\nb', 'a\\nc', 'd'", 0);
        run.at("07-02", () -> READ.put("lines", pages("lines")));
        many();
        run.play("08-02");
    }

    /** One seat with 98 credits, one with 10, one with 1. */
    private static void many() {
        List<String> subscriptions = new ArrayList<>();
        List<String> credits = new ArrayList<>();
        Map.of("a", 98, "b", 10, "c", 1).forEach((seat, number) -> {
            subscriptions.add(seatBased("'" + seat + "'", 0).replaceFirst("\\{", "{'temporary_id': '" + seat + "', "));
            for (int i = 0; i < number; i++) {
                credits.add(credit(10, "INDIVIDUAL", true).replace("'seats'", "'" + seat + "'"));
            }
        });
        ROWS.put(
                "S46",
                run.agreed(
                        "07-01",
                        String.join(", ", subscriptions),
                        ", 'ending_before': '2025-08-01T00:00:00Z', 'recurring_credits': [" + String.join(", ", credits)
                                + "]"));
        run.at("07-02", () -> {
            READ.put("S46", seatBalances("S46", ", 'include_credits_and_commits': true"));
            READ.put("S46 limit", seatBalances("S46", ", 'limit': 1"));
        });
    }

    @AfterAll
    static void close() {
        run.close();
    }

    private static Agreed row(String row) {
        return ROWS.get(row);
    }

    private static Agreed row(String row, String from, String subscription, String credit) {
        Agreed agreed = run.agreed(from, subscription, ", 'recurring_credits': [" + credit + "]");
        ROWS.put(row, agreed);
        return agreed;
    }

    private static Agreed seats(String row, String from, String ids, int unassigned) {
        return row(
                row,
                from,
                seatBased(ids, unassigned).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                credit(1000, "INDIVIDUAL", true));
    }

    private static String quantity(int quantity) {
        return run.subscription("ANNUAL", "'initial_quantity': " + quantity + ", 'temporary_id': 'seats'", "");
    }

    private static String seatBased(String ids, int unassigned) {
        return run.subscription("MONTHLY", """
            'quantity_management_mode': 'SEAT_BASED', 'seat_config': {'seat_group_key': 'user',
                'initial_seat_ids': [%s], 'initial_unassigned_seats': %d}\
            """.formatted(ids, unassigned), "");
    }

    private static String credit(int perSeat, String allocation, boolean isProrated) {
        return """
            {'product_id': '%s', 'name': 'Units', 'priority': 1, 'starting_at': 'START', 'commit_duration': {'value': 1},
             'access_amount': {'credit_type_id': '%s', 'unit_price': %d}, 'applicable_product_ids': ['%s'],
             'subscription_config': {'subscription_id': 'seats', 'allocation': '%s',
               'apply_seat_increase_config': {'is_prorated': %s}}}\
            """.formatted(run.fee, USD, perSeat, run.calls, allocation, isProrated);
    }

    private static String update(String what, String from, String seats) {
        return "'update_subscriptions': [{'subscription_id': 'SUBSCRIPTION', 'seat_updates': {'" + what
                + "': [{'starting_at': '" + SubscriptionRun.full(from) + "', 'seat_ids': [" + seats + "]}]}}]";
    }

    /** Each seat with what it has left of what it was given. */
    private static List<String> seatBalances(String row, String more) {
        JsonNode answer = run.api
                .post(
                        "/v1/contracts/seatBalances/list",
                        "{'customer_id': '%s', 'contract_id': '%s'%s}"
                                .formatted(row(row).customer, row(row).contract, more))
                .ok();
        List<String> shown = new ArrayList<>();
        answer.get("data").forEach(seat -> {
            StringBuilder text = new StringBuilder(seat.get("seat_id").stringValue());
            seat.get("balances")
                    .forEach(one -> text.append(' ')
                            .append(Agreed.plain(one.get("balance")))
                            .append(" of ")
                            .append(Agreed.plain(one.get("starting_balance"))));
            shown.add(text.toString());
        });
        if (answer.at("/pagination/seats_available_for_next_page").intValue() > 0) {
            shown.add("and " + answer.at("/pagination/seats_available_for_next_page"));
        }
        return shown;
    }

    /** The ids of the seats, from page to page of one each. */
    private static List<String> pages(String row) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 9; page++) {
            JsonNode answer = run.api
                    .post(
                            "/v1/contracts/seatBalances/list",
                            "{'customer_id': '%s', 'contract_id': '%s', 'limit': 1%s}"
                                    .formatted(row(row).customer, row(row).contract, cursor))
                    .ok();
            answer.get("data").forEach(seat -> ids.add(seat.get("seat_id").stringValue()));
            JsonNode next = answer.at("/pagination/next_page");
            if (next.isNull()) {
                break;
            }
            cursor = ", 'cursor': '" + next.stringValue() + "'";
        }
        return ids;
    }

    /** The ledgers of all credits that have begun, one after the other. */
    private static List<String> ledgers(String row) {
        JsonNode credits = run.api
                .post("/v1/contracts/customerCredits/list", """
                    {'customer_id': '%s', 'include_contract_credits': true, 'include_ledgers': true}\
                    """.formatted(row(row).customer))
                .ok()
                .get("data");
        List<String> shown = new ArrayList<>();
        credits.forEach(credit -> credit.get("ledger").forEach(entry -> {
            String type = entry.get("type").stringValue();
            if (!type.equals("CREDIT_EXPIRATION")) {
                shown.add(type.replace("CREDIT_", "") + " " + Agreed.plain(entry.get("amount")) + " @"
                        + Agreed.day(entry.get("timestamp")));
            }
        }));
        shown.sort((one, other) -> one.substring(one.indexOf('@')).compareTo(other.substring(other.indexOf('@'))));
        return shown;
    }

    // S4, C-50, C-108
    @Test
    void an_increase_adds_the_part_of_the_month_that_is_left_and_a_decrease_counts_from_the_next() {
        assertThat(ledgers("S4"))
                .containsExactly(
                        "SEGMENT_START 400 @06-01",
                        "SEGMENT_START 400 @07-01",
                        "SEAT_BASED_ADJUSTMENT 93.5483870968 @07-03",
                        "SEGMENT_START 400 @08-01");
    }

    // C-109
    @Test
    void seats_that_are_added_give_their_part_to_all_or_each_its_own() {
        assertThat(ledgers("C-109 pooled"))
                .containsExactly(
                        "SEGMENT_START 3000 @07-01",
                        "SEAT_BASED_ADJUSTMENT 1354.8387096774 @07-11",
                        "SEGMENT_START 5000 @08-01");
        assertThat(ledgers("C-109 whole")).contains("SEAT_BASED_ADJUSTMENT 2000 @07-11");
        assertThat(READ.get("C-109 single"))
                .containsExactly(
                        "a 1000 of 1000", "b 677.4193548387 of 677.4193548387", "c 677.4193548387 of 677.4193548387");
    }

    // pricing.md 9: hours left of hours, and none are left behind the contract's end
    @Test
    void seats_that_are_added_before_the_contract_ends_give_the_hours_that_are_left_of_it() {
        assertThat(ledgers("ends")).contains("SEGMENT_START 2000 @07-01", "SEAT_BASED_ADJUSTMENT 1000 @07-11");
    }

    /** The quantity of an invoice_amount is required of every published client. */
    @Test
    void what_is_invoiced_for_seats_has_a_quantity_that_means_nothing() {
        Agreed made = row("invoiced");
        assertThat(made.read().at("/recurring_commits/0/access_amount").has("quantity"))
                .isFalse();
        assertThat(made.read()
                        .at("/recurring_commits/0/invoice_amount/quantity")
                        .intValue())
                .isEqualTo(1);
    }

    // 1.7: the high-water mark, and what is planned ahead
    @Test
    void what_comes_back_inside_a_period_is_not_given_twice_and_what_is_planned_is_given_in_time() {
        assertThat(ledgers("back")).containsExactly("SEGMENT_START 3000 @07-01", "SEGMENT_START 3000 @08-01");
        assertThat(ledgers("later")).isEqualTo(ledgers("C-109 pooled"));
    }

    // S40
    @Test
    void each_seat_has_a_balance_of_its_own_from_when_it_is_assigned() {
        assertThat(READ.get("S40"))
                .containsExactly("a 1000 of 1000", "b 1000 of 1000", "c 1000 of 1000", "d 500 of 500");
    }

    // S41, C-89
    @Test
    void a_seat_that_is_given_back_spends_what_it_has_and_nobody_else_does() {
        assertThat(READ.get("S41")).containsExactly("a 300 of 1000", "b 0 of 1000");
        // 100 for an unknown seat, and 200 beyond what b has; the charge of July rides beside it.
        assertThat(READ.get("S41 total")).containsExactly("1300");
    }

    // S42
    @Test
    void a_seat_that_comes_back_has_what_it_had() {
        assertThat(READ.get("S42")).containsExactly("a 1000 of 1000", "d 500 of 500");
    }

    // S46
    @Test
    void a_page_takes_seats_on_while_it_has_fewer_than_a_hundred_items() {
        assertThat(READ.get("S46")).containsExactly("a 980 of 980", "b 100 of 100", "and 1");
        assertThat(READ.get("S46 limit")).containsExactly("a 980 of 980", "and 2");
    }

    @Test
    void a_page_begins_behind_a_seat_whose_id_has_a_line_break() {
        assertThat(READ.get("lines")).containsExactly("a\nb", "a\nc", "d");
    }

    // S50, C-110
    @Test
    void a_seat_that_nobody_has_fails_the_request_unless_it_is_to_be_skipped() {
        String body = "{'customer_id': '%s', 'contract_id': '%s', 'seat_ids': ['q']%s}";
        assertThat(run.api
                        .post(
                                "/v1/contracts/seatBalances/list",
                                body.formatted(row("S41").customer, row("S41").contract, ""))
                        .refused(400))
                .startsWith("seat_ids: no seat has the id q");
        assertThat(READ.get("C-110")).containsExactly("a 300 of 1000");
    }

    // 1.7
    @Test
    void what_is_entered_by_hand_is_told_seat_by_seat() {
        JsonNode credit = run.api
                .post("/v1/contracts/customerCredits/list", """
                    {'customer_id': '%s', 'include_contract_credits': true, 'covering_date': '2025-08-01T12:00:00Z'}\
                    """.formatted(row("S40").customer))
                .ok()
                .at("/data/0");
        String entry = """
            {'customer_id': '%s', 'contract_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': 30, 'reason': 'gift'%s}\
            """;
        String path = "/v1/contracts/addManualBalanceLedgerEntry";
        Object[] of = {
            row("S40").customer,
            row("S40").contract,
            credit.get("id").stringValue(),
            credit.at("/access_schedule/schedule_items/0/id").stringValue(),
            ""
        };
        assertThat(run.api.post(path, entry.formatted(of)).refused(400)).startsWith("per_group_amounts: is required");
        of[4] = ", 'per_group_amounts': {'a': 10, 'b': 10}";
        assertThat(run.api.post(path, entry.formatted(of)).refused(400))
                .isEqualTo("per_group_amounts: must add up to amount, 30");
        of[4] = ", 'per_group_amounts': {'a': 10, 'q': 20}";
        assertThat(run.api.post(path, entry.formatted(of)).refused(400))
                .isEqualTo("per_group_amounts: no seat of it has the id q");
        of[4] = ", 'per_group_amounts': {'a': 10, 'b': 20}";
        run.api.post(path, entry.formatted(of)).ok();
        assertThat(seatBalances("S40", ", 'seat_ids': ['a', 'b', 'c']"))
                .containsExactly("a 1010 of 1000", "b 1020 of 1000", "c 1000 of 1000");
    }

    private static JsonNode credit(String row, String day) {
        return run.api
                .post("/v1/contracts/customerCredits/list", """
                    {'customer_id': '%s', 'include_contract_credits': true, 'covering_date': '2025-%sT00:00:00Z'}\
                    """.formatted(row(row).customer, day))
                .ok()
                .at("/data/0");
    }

    /** By hand, for the item of the credit. */
    private static Api.Answer entry(String row, JsonNode credit, JsonNode item, String members) {
        return run.api.post("/v1/contracts/addManualBalanceLedgerEntry", """
            {'customer_id': '%s', 'contract_id': '%s', 'id': '%s', 'segment_id': '%s', 'reason': 'gift', %s}\
            """.formatted(
                        row(row).customer,
                        row(row).contract,
                        credit.get("id").stringValue(),
                        item.get("id").stringValue(),
                        members));
    }

    // pricing.md 6: a date lies in the segment that has the entry
    @Test
    void what_is_entered_for_a_seat_is_dated_in_what_that_seat_has() {
        JsonNode credit = credit("S42", "06-20");
        JsonNode first = credit.at("/access_schedule/schedule_items/0");
        assertThat(Agreed.day(first.get("starting_at"))).isEqualTo("06-01");
        String forBoth = "'amount': 50, 'per_group_amounts': {'a': 20, 'd': 30}";
        for (String outside : List.of("2025-06-15T23:59:59Z", "2025-07-01T00:00:01Z")) {
            assertThat(entry("S42", credit, first, "'timestamp': '" + outside + "', " + forBoth)
                            .refused(400))
                    .startsWith("timestamp: must lie in the segment of seat ");
        }
        entry("S42", credit, first, forBoth).ok();
        entry("S42", credit, first, "'timestamp': '2025-06-16T00:00:00Z', 'amount': 5, 'per_group_amounts': {'d': 5}")
                .ok();
        entry(
                        "S42",
                        credit,
                        first,
                        "'timestamp': '2025-06-10T00:00:00Z', 'amount': 7, 'per_group_amounts': {'a': 7, 'd': 0}")
                .ok();
        assertThat(ledgers("S42").stream().filter(shown -> shown.startsWith("MANUAL")))
                .containsExactlyInAnyOrder(
                        "MANUAL 20 @06-01", "MANUAL 7 @06-10", "MANUAL 30 @06-16", "MANUAL 5 @06-16");
    }

    @Test
    void what_somebody_added_beside_the_seats_has_entries_as_any_other() {
        Agreed agreed = afterwards(
                seatBased("'a', 'b'", 0).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                ", 'recurring_credits': [" + credit(1000, "INDIVIDUAL", false) + "]");
        ROWS.put("beside", agreed);
        agreed.edit("""
            'update_credits': [{'credit_id': '%s', 'access_schedule': {'add_schedule_items': [
              {'amount': 77, 'starting_at': '2025-08-02T00:00:00Z', 'ending_before': '2025-09-01T00:00:00Z'}]}}]\
            """.formatted(made(agreed, "credits", "08-02").get("id").stringValue()))
                .ok();
        JsonNode august = made(agreed, "credits", "08-02");
        Map<Boolean, List<JsonNode>> items = august.at("/access_schedule/schedule_items")
                .valueStream()
                .collect(Collectors.partitioningBy(
                        item -> Agreed.plain(item.get("amount")).equals("77")));
        JsonNode plain = items.get(true).getFirst();
        JsonNode ofSeat = items.get(false).getFirst();
        assertThat(entry("beside", august, plain, "'amount': -7, 'per_group_amounts': {'a': -7}")
                        .refused(400))
                .isEqualTo("per_group_amounts: is for balances of single seats");
        assertThat(entry("beside", august, ofSeat, "'amount': -7").refused(400))
                .startsWith("per_group_amounts: is required");
        List<String> seats = seatBalances("beside", "");
        entry("beside", august, plain, "'amount': -7").ok();
        assertThat(ledgers("beside")).contains("SEGMENT_START 77 @08-02", "MANUAL -7 @08-02");
        assertThat(seatBalances("beside", "")).hasSize(2).isEqualTo(seats);
    }

    // 1.4: a payment is never for fewer than nobody
    @Test
    void a_commit_for_a_quantity_that_was_to_fall_by_more_seats_than_are_left_is_for_nobody() {
        Agreed agreed = afterwards(
                quantity(4),
                ", 'recurring_commits': ["
                        + credit(100, "POOLED", true)
                                .replaceFirst(
                                        "}$",
                                        ", 'invoice_amount': {'credit_type_id': '" + USD
                                                + "', 'unit_price': 50, 'quantity': 1}}")
                        + "]");
        agreed.update("'quantity_updates': [{'starting_at': '2025-09-01T00:00:00Z', 'quantity_delta': -3}]")
                .ok();
        assertThat(paid(made(agreed, "commits", "09-01"))).isEqualTo("1 x 50 on 09-01");
        agreed.update("""
            'quantity_management_mode_update': {'quantity_management_mode': 'SEAT_BASED',
              'seat_config': {'seat_group_key': 'user'}},
            'seat_updates': {'remove_unassigned_seats': [{'starting_at': '2025-08-20T00:00:00Z', 'quantity': 4}]}\
            """).ok();
        assertThat(access(made(agreed, "commits", "09-01"))).containsExactly("0 from 09-01");
        assertThat(paid(made(agreed, "commits", "09-01"))).isEqualTo("0 x 50 on 09-01");
    }

    /** A contract from the moment at which the run ended, with a period of August and the one after it. */
    private static Agreed afterwards(String subscription, String recurring) {
        Agreed made = run.agreed("08-02", subscription, recurring);
        run.play("08-02");
        return made;
    }

    private static JsonNode made(Agreed agreed, String list, String day) {
        return agreed.read()
                .get(list)
                .valueStream()
                .filter(balance -> balance.get("created_at").stringValue().startsWith("2025-" + day))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> access(JsonNode balance) {
        return balance.at("/access_schedule/schedule_items")
                .valueStream()
                .map(item -> Agreed.plain(item.get("amount")) + " from " + Agreed.day(item.get("starting_at")))
                .toList();
    }

    private static String paid(JsonNode balance) {
        JsonNode item = balance.at("/invoice_schedule/schedule_items/0");
        return Agreed.plain(item.get("quantity")) + " x " + Agreed.plain(item.get("unit_price")) + " on "
                + Agreed.day(item.get("timestamp"));
    }

    private static void oneMore(Agreed agreed) {
        agreed.update("'quantity_updates': [{'starting_at': '2025-08-20T00:00:00Z', 'quantity_delta': 1}]")
                .ok();
    }

    @Test
    void an_edit_of_the_next_periods_commit_stays_and_seats_change_only_what_is_for_them() {
        Agreed agreed = afterwards(
                quantity(3),
                ", 'recurring_commits': ["
                        + credit(100, "POOLED", true)
                                .replaceFirst(
                                        "}$",
                                        ", 'invoice_amount': {'credit_type_id': '" + USD
                                                + "', 'unit_price': 50, 'quantity': 1}}")
                        + "]");
        JsonNode next = made(agreed, "commits", "09-01");
        assertThat(access(next)).containsExactly("300 from 09-01");
        String update = "'update_commits': [{'commit_id': '" + next.get("id").stringValue() + "', %s}]";
        String payment = update.formatted("'invoice_schedule': {'update_schedule_items': [{'id': '"
                + next.at("/invoice_schedule/schedule_items/0/id").stringValue() + "', %s}]}");
        agreed.edit(update.formatted("'name': 'Mine', 'priority': 7")).ok();
        agreed.edit(payment.formatted("'timestamp': '2025-09-10T00:00:00Z'")).ok();
        agreed.edit("'update_contract_name': 'other'").ok();
        oneMore(agreed);
        next = made(agreed, "commits", "09-01");
        assertThat(next.get("name").stringValue()).isEqualTo("Mine");
        assertThat(next.get("priority").intValue()).isEqualTo(7);
        assertThat(access(next)).containsExactly("400 from 09-01");
        assertThat(paid(next)).isEqualTo("4 x 50 on 09-10");
        agreed.edit(payment.formatted("'unit_price': 40, 'quantity': 2")).ok();
        oneMore(agreed);
        assertThat(paid(made(agreed, "commits", "09-01"))).isEqualTo("3 x 40 on 09-10");
        agreed.edit(update.formatted("'access_schedule': {'update_schedule_items': [{'id': '"
                        + made(agreed, "commits", "09-01")
                                .at("/access_schedule/schedule_items/0/id")
                                .stringValue()
                        + "', 'amount': 444}]}"))
                .ok();
        assertThat(access(made(agreed, "commits", "09-01"))).containsExactly("444 from 09-01");
        oneMore(agreed);
        assertThat(access(made(agreed, "commits", "09-01"))).containsExactly("444 from 09-01", "100 from 09-01");
        assertThat(paid(made(agreed, "commits", "09-01"))).isEqualTo("4 x 40 on 09-10");
        agreed.edit("'update_recurring_commits': [{'recurring_commit_id': '"
                        + agreed.read().at("/recurring_commits/0/id").stringValue()
                        + "', 'access_amount': {'unit_price': 200}}]")
                .ok();
        next = made(agreed, "commits", "09-01");
        assertThat(next.get("name").stringValue())
                .as("an edit of the item makes its next period anew")
                .isEqualTo("Units");
        assertThat(access(next)).containsExactly("1200 from 09-01");
        assertThat(paid(next)).isEqualTo("6 x 50 on 09-01");
    }

    private static void perSeat(Agreed agreed, int price) {
        agreed.edit("'update_recurring_credits': [{'recurring_credit_id': '"
                        + agreed.read().at("/recurring_credits/0/id").stringValue()
                        + "', 'access_amount': {'unit_price': " + price + "}}]")
                .ok();
    }

    private static void quantity(Agreed agreed, String from, int delta) {
        agreed.update("'quantity_updates': [{'starting_at': '" + SubscriptionRun.full(from) + "', 'quantity_delta': "
                        + delta + "}]")
                .ok();
    }

    private static void seats(Agreed agreed, String what, String from, String seat) {
        agreed.update("'seat_updates': {'" + what + "': [{'starting_at': '" + SubscriptionRun.full(from)
                        + "', 'seat_ids': ['" + seat + "']}]}")
                .ok();
    }

    private static void amount(Agreed agreed, JsonNode credit, int place, int amount) {
        agreed.edit("""
            'update_credits': [{'credit_id': '%s', 'access_schedule': {'update_schedule_items': [
              {'id': '%s', 'amount': %d}]}}]\
            """.formatted(
                                credit.get("id").stringValue(),
                                credit.at("/access_schedule/schedule_items/" + place + "/id")
                                        .stringValue(),
                                amount))
                .ok();
    }

    @Test
    void what_is_given_for_a_seat_changes_with_the_next_period_and_not_inside_one_that_has_begun() {
        Agreed agreed = afterwards(
                quantity(3),
                ", 'recurring_credits': [" + credit(100, "POOLED", false).replaceFirst("\\{", "{'proration': 'NONE', ")
                        + "]");
        quantity(agreed, "08-20", 1);
        perSeat(agreed, 200);
        assertThat(access(made(agreed, "credits", "08-02"))).containsExactly("300 from 08-02", "100 from 08-20");
        perSeat(agreed, 250);
        quantity(agreed, "08-25", 1);
        assertThat(access(made(agreed, "credits", "08-02")))
                .containsExactly("300 from 08-02", "100 from 08-20", "100 from 08-25");
        quantity(agreed, "08-20", -1);
        assertThat(access(made(agreed, "credits", "08-02")))
                .as("a seat that is not to come is given nothing")
                .containsExactly("300 from 08-02", "100 from 08-25");
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("1000 from 09-01");
        perSeat(agreed, 300);
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("1200 from 09-01");
    }

    @Test
    void the_first_seat_of_a_period_that_has_begun_is_given_what_was_agreed_on_when_it_began() {
        Agreed agreed = afterwards(
                seatBased("", 1).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                ", 'recurring_credits': [" + credit(1000, "INDIVIDUAL", false) + "]");
        assertThat(agreed.read().get("credits")).isEmpty();
        perSeat(agreed, 2000);
        seats(agreed, "add_seat_ids", "08-20", "a");
        assertThat(access(made(agreed, "credits", "08-02"))).containsExactly("1000 from 08-20");
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("2000 from 09-01");
    }

    @Test
    void a_seat_that_is_gone_has_nothing_in_the_next_period_though_somebody_edited_what_it_had() {
        Agreed agreed = afterwards(
                seatBased("'a', 'b'", 0).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                ", 'recurring_credits': [" + credit(1000, "INDIVIDUAL", false) + "]");
        amount(agreed, made(agreed, "credits", "09-01"), 0, 444);
        amount(agreed, made(agreed, "credits", "09-01"), 1, 555);
        seats(agreed, "remove_seat_ids", "09-10", "b");
        assertThat(access(made(agreed, "credits", "09-01")))
                .as("one that goes inside the period has it to the end")
                .containsExactly("444 from 09-01", "555 from 09-01");
        seats(agreed, "remove_seat_ids", "08-20", "a");
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("555 from 09-01");
        seats(agreed, "add_seat_ids", "08-21", "a");
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("1000 from 09-01", "555 from 09-01");
    }

    @Test
    void of_what_all_share_in_the_next_period_the_seats_that_are_left_have_their_part() {
        Agreed agreed = afterwards(quantity(4), ", 'recurring_credits': [" + credit(100, "POOLED", false) + "]");
        amount(agreed, made(agreed, "credits", "09-01"), 0, 444);
        quantity(agreed, "09-10", -1);
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("444 from 09-01");
        quantity(agreed, "08-20", -1);
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("333 from 09-01");
        quantity(agreed, "08-21", 1);
        assertThat(access(made(agreed, "credits", "09-01")))
                .containsExactlyInAnyOrder("333 from 09-01", "100 from 09-01");
        quantity(agreed, "08-22", -2);
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("222 from 09-01");
        quantity(agreed, "08-23", -1);
        assertThat(access(made(agreed, "credits", "09-01"))).containsExactly("111 from 09-01");
    }

    @Test
    void of_what_was_to_come_later_in_a_period_that_has_begun_seats_have_their_part_too() {
        Agreed agreed = afterwards(quantity(3), ", 'recurring_credits': [" + credit(100, "POOLED", false) + "]");
        quantity(agreed, "08-20", 2);
        amount(agreed, made(agreed, "credits", "08-02"), 1, 300);
        quantity(agreed, "08-20", -1);
        assertThat(access(made(agreed, "credits", "08-02"))).hasSize(2).contains("150 from 08-20");
        quantity(agreed, "08-20", -1);
        assertThat(access(made(agreed, "credits", "08-02"))).hasSize(1).noneMatch(item -> item.endsWith("08-20"));
    }

    @Test
    void what_is_added_to_a_period_that_has_begun_stays_beside_the_seats() {
        Agreed agreed = afterwards(quantity(3), ", 'recurring_credits': [" + credit(100, "POOLED", false) + "]");
        JsonNode august = made(agreed, "credits", "08-02");
        agreed.edit("""
            'update_credits': [{'credit_id': '%s', 'access_schedule': {'add_schedule_items': [
              {'amount': 77, 'starting_at': '2025-08-25T00:00:00Z', 'ending_before': '2025-09-01T00:00:00Z'}]}}]\
            """.formatted(august.get("id").stringValue())).ok();
        assertThat(access(made(agreed, "credits", "08-02"))).contains("77 from 08-25");
        oneMore(agreed);
        assertThat(access(made(agreed, "credits", "08-02"))).contains("100 from 08-20", "77 from 08-25");
    }

    @Test
    void what_a_seat_was_given_is_made_nothing_of_and_not_removed() {
        Agreed agreed = afterwards(
                seatBased("'a', 'b'", 0).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                ", 'recurring_credits': [" + credit(1000, "INDIVIDUAL", false) + "]");
        for (String day : List.of("08-02", "09-01")) {
            JsonNode credit = made(agreed, "credits", day);
            String item = credit.at("/access_schedule/schedule_items/0/id").stringValue();
            String edit = "'update_credits': [{'credit_id': '"
                    + credit.get("id").stringValue() + "', 'access_schedule': {'%s': [{'id': '" + item + "'%s}]}}]";
            assertThat(agreed.edit(edit.formatted("remove_schedule_items", "")).refused(400))
                    .startsWith("update_credits[0].access_schedule.remove_schedule_items[0].id: is given for seats of"
                            + " a subscription, and would be given again");
            agreed.edit(edit.formatted("update_schedule_items", ", 'amount': 0"))
                    .ok();
            agreed.edit("'update_contract_name': 'after " + day + "'").ok();
            JsonNode after = made(agreed, "credits", day).at("/access_schedule/schedule_items");
            assertThat(after).hasSize(2);
            assertThat(after.valueStream()
                            .filter(one -> one.get("id").stringValue().equals(item))
                            .map(one -> Agreed.plain(one.get("amount"))))
                    .containsExactly("0");
        }
    }

    @Test
    void a_credit_for_nobody_comes_back_with_the_next_seat_and_one_that_was_archived_does_not() {
        Agreed agreed = afterwards(
                seatBased("'a'", 0).replaceFirst("\\{", "{'temporary_id': 'seats', "),
                ", 'recurring_credits': [" + credit(1000, "INDIVIDUAL", false) + "]");
        String seats = "'seat_updates': {'%s': [{'starting_at': '2025-08-%sT00:00:00Z', 'seat_ids': ['%s']}]}";
        agreed.update(seats.formatted("remove_seat_ids", "20", "a")).ok();
        assertThat(made(agreed, "credits", "09-01").has("archived_at")).isTrue();
        agreed.update(seats.formatted("add_seat_ids", "21", "b")).ok();
        JsonNode next = made(agreed, "credits", "09-01");
        assertThat(next.has("archived_at")).isFalse();
        assertThat(access(next)).containsExactly("1000 from 09-01");
        agreed.edit("'archive_credits': [{'id': '" + next.get("id").stringValue() + "'}]")
                .ok();
        agreed.update(seats.formatted("add_seat_ids", "22", "c")).ok();
        assertThat(made(agreed, "credits", "09-01").has("archived_at")).isTrue();
    }

    // 1.11, E-14, E-15
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'unit_price': 100 | 'unit_price': 100, 'quantity': 2 | recurring_credits[0].access_amount.quantity:"
                        + " must not specify a quantity if a subscription is configured",
                "'POOLED' | 'INDIVIDUAL' | subscription_config.allocation: INDIVIDUAL needs a SEAT_BASED subscription",
                "'priority': 1 | 'priority': 1, 'recurrence_frequency': 'DAILY' |"
                        + " recurring_credits[0].recurrence_frequency: DAILY does not go with subscription_config",
                "'subscription_id': 'seats' | 'subscription_id': '0190a000-0000-7000-8000-0000000000ff' |"
                        + " subscription_config.subscription_id: no subscription of the contract has the id",
            })
    void what_does_not_go_with_a_subscription_is_refused(String plain, String instead, String message) {
        assertThat(run.api
                        .post("/v1/contracts/create", """
                            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-08-01T00:00:00Z',
                             'subscriptions': [%s], 'recurring_credits': [%s]}\
                            """.formatted(
                                        row("S4").customer,
                                        run.card,
                                        quantity(4),
                                        credit(100, "POOLED", true)
                                                .replace("START", "2025-08-01T00:00:00Z")
                                                .replace(plain, instead)))
                        .refused(400))
                .startsWith(message);
    }
}
