package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is used on one card costs more, and balances that contracts on another card count have less left. */
class NewRatesTest {
    @AutoClose
    private final Purchases shop = new Purchases("2025-05-15T10:20:00Z");

    /** Whoever is on it is billed nothing for usage. */
    private String emptyCard;

    @BeforeEach
    void addCard() {
        emptyCard = shop.api
                .post("/v1/contract-pricing/rate-cards/create", "{'name': 'Empty'}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    @AfterEach
    void prove() {
        shop.verify();
    }

    private String watching() {
        return shop.prepaid(500, 2000, Purchases.NONE, "");
    }

    private Purchases.Buyer onEmptyCard(AccountFixture.Customer customer, String terms) {
        String contract = shop.api
                .post("/v1/contracts/create", """
                    {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "2025-01-01T00:00:00Z",
                     "billing_provider_configuration": {"billing_provider_configuration_id": "%s"}%s}\
                    """.formatted(customer.id(), emptyCard, customer.stripe(), terms))
                .ok()
                .at("/data/id")
                .stringValue();
        return new Purchases.Buyer(shop, customer, new AccountFixture.Contract(shop.api, customer, contract));
    }

    private static String childOf(Purchases.Buyer parent) {
        return """
            , "hierarchy_configuration": {"parent": {"contract_id": "%s", "customer_id": "%s"}}\
            """.formatted(parent.contract().id(), parent.customer().id());
    }

    private Purchases.Buyer sharingParent() {
        return onEmptyCard(shop.account.customer("parent"), "")
                .credit(2000, ", \"hierarchy_configuration\": {\"child_access\": {\"type\": \"ALL\"}}");
    }

    private void doublePrice() {
        shop.api
                .post("/v1/contract-pricing/rate-cards/addRate", """
                    {"rate_card_id": "%s", "product_id": "%s", "starting_at": "2025-05-01T00:00:00Z", "entitled": true,
                     "rate_type": "FLAT", "price": 2}\
                    """.formatted(
                                shop.account.rateCard, shop.account.usageProduct))
                .ok();
        shop.look();
    }

    private void countTwice() {
        shop.api
                .post("/v1/contract-pricing/products/update", """
                    {"product_id": "%s", "starting_at": "2025-05-01T00:00:00Z",
                     "quantity_conversion": {"conversion_factor": 2, "operation": "MULTIPLY"}}\
                    """.formatted(shop.account.usageProduct))
                .ok();
        shop.look();
    }

    private static void assertRecharged(Purchases.Buyer buyer) {
        assertThat(buyer.commits()).hasSize(1);
        BigDecimal bought = buyer.commits()
                .getFirst()
                .at("/access_schedule/schedule_items/0/amount")
                .decimalValue();
        assertThat(bought).isEqualByComparingTo("2000");
    }

    @Test
    void another_contract_of_the_customer_that_counts_the_same_balance_is_looked_at() {
        var using = shop.buyer("");
        shop.api
                .post("/v1/contracts/customerCredits/create", """
                    {"customer_id": "%s", "product_id": "%s", "priority": 1, "access_schedule": {"schedule_items": [
                      {"amount": 2000, "starting_at": "2025-01-01T00:00:00Z", "ending_before": "2027-01-01T00:00:00Z"}]}}\
                    """.formatted(
                                using.customer().id(), shop.account.fixedProduct))
                .ok();
        var watched = onEmptyCard(using.customer(), watching());
        using.use(1000);
        assertThat(watched.commits()).as("1000 are left").isEmpty();
        doublePrice();
        assertRecharged(watched);
    }

    @Test
    void a_parent_whose_balance_its_child_draws_on_is_looked_at() {
        var parent = sharingParent();
        var child = shop.buyer(childOf(parent));
        parent.edit(watching().replaceFirst(", \"prepaid", "\"add_prepaid")).ok();
        child.use(1000);
        assertThat(parent.commits()).as("1000 are left").isEmpty();
        doublePrice();
        assertRecharged(parent);
    }

    @Test
    void a_child_is_looked_at_when_what_its_sister_uses_is_counted_otherwise() {
        var parent = sharingParent();
        var sister = shop.buyer(childOf(parent));
        var watched = onEmptyCard(shop.account.customer("watched"), childOf(parent) + watching());
        sister.use(1000);
        assertThat(watched.commits()).as("1000 are left").isEmpty();
        countTwice();
        assertRecharged(watched);
    }
}
