package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What contracts pay for commits in a usage period, and discounts that end with it. Row numbers: subscriptions.md 2.10. */
class SpendTrackersTest {
    private static final String USD = "2714e483-4ff1-48e4-9e25-ac732e8f24f2";

    @AutoClose
    private static final Purchases shop = new Purchases("2025-05-15T10:20:00Z");

    @AfterAll
    static void prove() {
        shop.verify();
    }

    private static String tracker(String alias, String sources, String discounted) {
        return """
            {"alias": "%s", "credit_type_id": "%s", "reset_frequency": "BILLING_PERIOD", "applicable_spend_specifiers": [
              {"spend_type": "COMMIT_PURCHASE", "sources": [%s]%s}]}\
            """.formatted(
                        alias, USD, sources, discounted.isEmpty() ? "" : ", \"discounted\": \"" + discounted + "\"");
    }

    private static String capped(String amount, String alias) {
        return ", \"discount_configuration\": {\"payment_fraction\": 0.9, \"cap\": {\"amount\": " + amount
                + ", \"spend_tracker_alias\": \"" + alias + "\"}}";
    }

    private static final String RECHARGES = "\"THRESHOLD_RECHARGE\"";
    private static final String ALL = "\"THRESHOLD_RECHARGE\", \"MANUAL\"";

    private static BigDecimal accumulated(Purchases.Buyer buyer, int place) {
        return buyer.contract()
                .read()
                .at("/spend_trackers/" + place + "/accumulated_spend/amount")
                .decimalValue();
    }

    private static void add(Purchases.Buyer buyer, String configuration) {
        buyer.edit(configuration.replaceFirst(", \"", "\"add_")).ok();
        shop.wait(Duration.ZERO);
    }

    @Test
    void a_discount_ends_with_what_the_period_has_had_and_is_back_in_the_next_one() { // T27
        try (var other = new Purchases("2025-05-15T10:20:00Z")) {
            var buyer = other.buyer("good", ", \"spend_trackers\": [" + tracker("recharges", RECHARGES, "") + "]")
                    .credit(500, "");
            buyer.edit(other.prepaid(500, 2000, Purchases.STRIPE, capped("20000", "recharges"))
                            .replaceFirst(", \"", "\"add_"))
                    .ok();
            other.wait(Duration.ZERO);
            for (int bought = 1; bought < 15; bought++) {
                buyer.use(1500);
            }
            assertThat(buyer.purchases())
                    .hasSize(15)
                    .allSatisfy(invoice ->
                            assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("1350"));
            assertThat(accumulated(buyer, 0)).isEqualByComparingTo("20250");
            buyer.use(1500);
            assertThat(buyer.purchases()).hasSize(16);
            assertThat(buyer.purchases().getLast().get("total").decimalValue()).isEqualByComparingTo("1500");
            assertThat(accumulated(buyer, 0)).isEqualByComparingTo("21750");
            assertThat(buyer.commits())
                    .allSatisfy(commit -> assertThat(commit.at("/access_schedule/schedule_items/0/amount")
                                    .decimalValue())
                            .isEqualByComparingTo("1500"));
            JsonNode may = buyer.contract().read().at("/spend_trackers/0/accumulated_spend");
            assertThat(may.get("period_starting_at").stringValue()).isEqualTo("2025-05-01T00:00:00.000Z");
            assertThat(may.get("period_ending_before").stringValue()).isEqualTo("2025-06-01T00:00:00.000Z");
            other.advanceTo(Instant.parse("2025-06-01T00:00:00Z"));
            assertThat(accumulated(buyer, 0)).isZero();
            buyer.use(1500);
            assertThat(buyer.purchases()).hasSize(17);
            assertThat(buyer.purchases().getLast().get("total").decimalValue()).isEqualByComparingTo("1350");
            other.verify();
        }
    }

    @Test
    void a_purchase_counts_once_it_is_paid_and_one_that_fails_never() {
        var buyer = shop.buyer(", \"spend_trackers\": [" + tracker("all", ALL, "") + "]");
        add(buyer, shop.spend(10000, Purchases.EXTERNAL, ""));
        buyer.use(10000);
        assertThat(accumulated(buyer, 0)).as("nobody has paid").isZero();
        shop.release(workflow(buyer), "FAILED").ok();
        assertThat(accumulated(buyer, 0)).isZero();
        buyer.edit("\"update_spend_threshold_configuration\": {\"is_enabled\": true}")
                .ok();
        shop.wait(Duration.ZERO);
        shop.release(workflow(buyer), "PAID").ok();
        assertThat(accumulated(buyer, 0)).isEqualByComparingTo("10000");
    }

    @Test
    void a_package_brings_trackers_and_the_discounts_that_they_end() {
        String made = shop.api
                .post(
                        "/v1/packages/create",
                        "{\"name\": \"Capped\", \"rate_card_id\": \"%s\", \"spend_trackers\": [%s]%s}"
                                .formatted(
                                        shop.account.rateCard,
                                        tracker("recharges", RECHARGES, ""),
                                        shop.spend(1000, Purchases.NONE, capped("100", "recharges"))))
                .ok()
                .at("/data/id")
                .stringValue();
        var customer = shop.account.customer("packaged");
        String contract = shop.api
                .post(
                        "/v1/contracts/create",
                        "{\"customer_id\": \"%s\", \"package_id\": \"%s\", \"starting_at\": \"2025-05-01T00:00:00Z\"}"
                                .formatted(customer.id(), made))
                .ok()
                .at("/data/id")
                .stringValue();
        var buyer = new Purchases.Buyer(shop, customer, new AccountFixture.Contract(shop.api, customer, contract));
        buyer.use(1000).use(1000);
        assertThat(buyer.purchases())
                .extracting(invoice -> invoice.get("total").decimalValue().intValueExact())
                .containsExactly(900, 1000);
        assertThat(accumulated(buyer, 0)).isEqualByComparingTo("1900");
    }

    private static String workflow(Purchases.Buyer buyer) {
        return buyer.told().getLast().at("/properties/workflow_id").stringValue();
    }

    @Test
    void trackers_tell_purchases_apart_by_what_bought_them_and_whether_at_a_discount() {
        var buyer = shop.buyer(", \"spend_trackers\": ["
                + String.join(
                        ", ",
                        tracker("recharges", RECHARGES, ""),
                        tracker("manual", "\"MANUAL\"", ""),
                        tracker("discounted", ALL, "DISCOUNTED_ONLY"),
                        tracker("undiscounted", ALL, "UNDISCOUNTED_ONLY"))
                + "]");
        add(buyer, shop.spend(1000, Purchases.NONE, ", \"discount_configuration\": {\"payment_fraction\": 0.9}"));
        buyer.use(1000);
        assertThat(sums(buyer)).containsExactly("900", "0", "900", "0");
        buy(buyer, 70, "");
        assertThat(sums(buyer)).containsExactly("900", "70", "900", "70");
        String discounted = buy(buyer, 5, ", \"spend_tracker_attributes\": {\"counts_as_discounted\": true}");
        assertThat(sums(buyer)).containsExactly("900", "75", "905", "70");
        assertThat(buyer.commits()
                        .getLast()
                        .at("/spend_tracker_attributes/counts_as_discounted")
                        .booleanValue())
                .isTrue();
        shop.api
                .post("/v1/invoices/void", "{\"id\": \"%s\"}".formatted(discounted))
                .ok();
        assertThat(sums(buyer)).as("what is void was not paid").containsExactly("900", "70", "900", "70");
    }

    private static List<String> sums(Purchases.Buyer buyer) {
        return IntStream.range(0, 4)
                .mapToObj(
                        place -> accumulated(buyer, place).stripTrailingZeros().toPlainString())
                .toList();
    }

    /** The invoice of a commit that is bought by hand. */
    private static String buy(Purchases.Buyer buyer, long price, String more) {
        buyer.edit("""
            "add_commits": [{"product_id": "%s", "type": "PREPAID", "access_schedule": {"schedule_items": [{"amount": %d,
                "starting_at": "2025-05-01T00:00:00Z", "ending_before": "2026-05-01T00:00:00Z"}]},
              "invoice_schedule": {"schedule_items": [{"amount": %d, "timestamp": "%s"}]}%s}]\
            """.formatted(shop.account.fixedProduct, price, price, shop.now(), more))
                .ok();
        shop.wait(Duration.ofDays(2));
        return buyer.purchases().getLast().get("id").stringValue();
    }

    @Test
    void a_recharge_that_is_billed_again_counts_as_it_did() {
        var buyer = shop.buyer(", \"spend_trackers\": [" + tracker("recharges", RECHARGES, "DISCOUNTED_ONLY") + "]"
                        + shop.spend(1000, Purchases.NONE, ", \"discount_configuration\": {\"payment_fraction\": 0.9}"))
                .use(1000);
        String invoice = "{\"id\": \"%s\"}".formatted(buyer.purchase().get("id").stringValue());
        shop.api.post("/v1/invoices/void", invoice).ok();
        assertThat(accumulated(buyer, 0)).isZero();
        shop.api.post("/v1/invoices/regenerate", invoice).ok();
        assertThat(accumulated(buyer, 0)).isEqualByComparingTo("900");
    }

    @Test
    void a_tracker_that_is_added_later_counts_its_whole_period() {
        var buyer = shop.buyer(shop.spend(1000, Purchases.NONE, "")).use(1200);
        JsonNode edit = buyer.edit("\"add_spend_trackers\": [" + tracker("late", RECHARGES, "any") + "]")
                .ok()
                .at("/data/edit/add_spend_trackers/0");
        assertThat(edit.get("alias").stringValue()).isEqualTo("late");
        assertThat(accumulated(buyer, 0)).isEqualByComparingTo("1200");
    }

    @Test
    void terms_are_shown_as_they_were_agreed_and_sums_beside_the_contract() {
        var buyer = shop.buyer(", \"spend_trackers\": [" + tracker("all", ALL, "") + "]");
        JsonNode v1 = shop.api
                .post(
                        "/v1/contracts/get",
                        "{\"customer_id\": \"%s\", \"contract_id\": \"%s\"}"
                                .formatted(
                                        buyer.customer().id(), buyer.contract().id()))
                .ok()
                .get("data");
        JsonNode agreed = Json.read(tracker("all", ALL, "ANY"));
        assertThat(v1.at("/initial/spend_trackers/0")).isEqualTo(agreed);
        assertThat(v1.at("/current/spend_trackers/0")).isEqualTo(agreed);
        assertThat(v1.at("/spend_trackers/0/accumulated_spend/amount").decimalValue())
                .isZero();
        assertThat(buyer.contract()
                        .read()
                        .at("/spend_trackers/0/accumulated_spend/amount")
                        .decimalValue())
                .isZero();
    }

    @Test
    void an_alias_is_used_once_and_a_tracker_that_caps_a_discount_stays() {
        var buyer = shop.buyer(", \"spend_trackers\": [" + tracker("one", RECHARGES, "") + "]"
                + shop.spend(100000, Purchases.NONE, capped("500", "one")));
        assertThat(buyer.edit("\"archive_spend_trackers\": [\"one\"]").refused(400))
                .isEqualTo("archive_spend_trackers: one caps the discount of spend_threshold_configuration; change that"
                        + " cap first");
        buyer.edit("\"archive_spend_trackers\": [\"one\"], \"update_spend_threshold_configuration\":"
                        + " {\"discount_configuration\": {\"cap\": null}}")
                .ok();
        assertThat(buyer.contract().read().has("spend_trackers")).isFalse();
        assertThat(buyer.contract()
                        .read()
                        .at("/spend_threshold_configuration/discount_configuration")
                        .has("cap"))
                .isFalse();
        assertThat(buyer.edit("\"archive_spend_trackers\": [\"one\"]").refused(400))
                .isEqualTo("archive_spend_trackers: the contract has no spend tracker one");
        assertThat(buyer.edit("\"add_spend_trackers\": [" + tracker("one", RECHARGES, "") + "]")
                        .refused(400))
                .startsWith("add_spend_trackers[0].alias: ");
        buyer.edit("\"add_spend_trackers\": [" + tracker("two", RECHARGES, "")
                        + "], \"update_spend_threshold_configuration\": {\"discount_configuration\": {\"cap\":"
                        + " {\"amount\": 0, \"spend_tracker_alias\": \"two\"}}}")
                .ok();
        buyer.use(100000);
        assertThat(buyer.purchase().get("total").decimalValue())
                .as("nothing is discounted below a cap of 0")
                .isEqualByComparingTo("100000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"alias\": \"t\" | \"alias\": \"\" | alias",
                "BILLING_PERIOD | MONTHLY | reset_frequency",
                "COMMIT_PURCHASE | USAGE | applicable_spend_specifiers[0].spend_type",
                "\"THRESHOLD_RECHARGE\" | \"GIFT\" | applicable_spend_specifiers[0].sources[0]",
                "[\"THRESHOLD_RECHARGE\"] | [] | applicable_spend_specifiers[0].sources",
                "\"sources\" | \"discounted\": \"SOME\", \"sources\" | applicable_spend_specifiers[0].discounted",
                "2714e483-4ff1-48e4-9e25-ac732e8f24f2 | 00000000-0000-0000-0000-000000000000 | credit_type_id",
                "\"alias\" | \"name\" | name"
            })
    void what_counts_nothing_is_refused(String part, String wrong, String field) {
        var buyer = shop.buyer("");
        String asked = tracker("t", RECHARGES, "").replace(part, wrong);
        assertThat(buyer.edit("\"add_spend_trackers\": [" + asked + "]").refused(400))
                .startsWith("add_spend_trackers[0]." + field + ": ");
        assertThat(buyer.contract().read().has("spend_trackers")).isFalse();
    }

    @Test
    void a_cap_names_a_tracker_of_the_contract_in_the_currency_of_its_recharges() {
        String euros = shop.api
                .get("/v1/credit-types/list")
                .ok()
                .get("data")
                .valueStream()
                .filter(type -> type.get("name").stringValue().startsWith("EUR"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        var buyer = shop.buyer("");
        String cap = ".discount_configuration.cap.spend_tracker_alias: ";
        String asked = shop.spend(1000, Purchases.NONE, capped("500", "none")).replaceFirst(", \"", "\"add_");
        assertThat(buyer.edit(asked).refused(400))
                .isEqualTo("add_spend_threshold_configuration" + cap + "the contract has no spend tracker none");
        assertThat(buyer.edit("\"add_spend_trackers\": ["
                                + tracker("none", ALL, "").replace(USD, euros) + "], " + asked)
                        .refused(400))
                .startsWith("add_spend_threshold_configuration" + cap + "none counts EUR");
        Api.Answer created = shop.api.post(
                "/v1/contracts/create",
                "{\"customer_id\": \"%s\", \"rate_card_id\": \"%s\", \"starting_at\": \"2025-05-01T00:00:00Z\"%s}"
                        .formatted(
                                buyer.customer().id(),
                                shop.account.rateCard,
                                shop.spend(1000, Purchases.NONE, capped("500", "none"))));
        assertThat(created.refused(400)).startsWith("spend_threshold_configuration" + cap);
        assertThat(buyer.edit("\"update_commits\": [{\"commit_id\": \"%s\", \"spend_tracker_attributes\": {}}]"
                                .formatted(euros))
                        .refused(400))
                .as("what a commit counts as is said once")
                .startsWith("update_commits[0].spend_tracker_attributes: ");
    }
}
