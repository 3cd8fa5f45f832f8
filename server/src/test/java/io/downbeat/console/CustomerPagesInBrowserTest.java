package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Customers, the search and the keys as a person uses them. */
class CustomerPagesInBrowserTest extends InBrowser {
    private static void press(String keys) {
        // To where the focus is, as a keyboard does it.
        browser().find(browser().all(":focus").isEmpty() ? "body" : ":focus").sendKeys(keys);
    }

    private static String focused() {
        return browser().all(":focus").stream()
                .map(WebElement::getText)
                .findFirst()
                .orElse("");
    }

    @Test
    void customers_are_listed_and_one_shows_who_bills_it_when() {
        browser().go("/console/customers");
        assertThat(browser().all("[data-testid=customer-row]")).hasSizeGreaterThanOrEqualTo(3);
        look("customers");
        browser()
                .follow(browser()
                        .find("[data-customer-id='" + story().acme().customer().id() + "'] a"));
        assertThat(browser().all("[data-testid=contract] [data-testid=segment]"))
                .extracting(segment -> attribute(segment, "data-provider"))
                .containsExactly("stripe", "stripe", "aws_marketplace", "stripe");
        assertThat(browser().all("[data-testid=configuration]")).hasSize(3);
        look("customer");
        browser().follow(browser().byTestId("check"));
        assertThat(browser().text()).contains("Checked just now");
        look("customer-checked");
    }

    @Test
    void a_customer_is_added_and_given_somewhere_to_send_its_invoices_to() {
        browser().go("/console/customers");
        browser().follow(browser().byTestId("add-customer"));
        browser().find("#name").sendKeys("Vandelay Industries");
        browser().find("#aliases").sendKeys("vandelay");
        look("customer-new");
        browser().follow(browser().byTestId("save-customer"));
        assertThat(browser().text()).contains("The customer is added");
        browser().follow(browser().byTestId("add-configuration"));
        look("configuration-account");
        browser().find("input[name=method]").click();
        browser().follow(browser().find("main form button.main"));
        browser().find("#stripe_customer_id").sendKeys("missing_vandelay");
        browser().follow(browser().byTestId("check"));
        assertThat(browser().byTestId("checks").getText()).isNotEmpty();
        look("configuration-checked");
        browser().follow(browser().byTestId("save-configuration"));
        assertThat(browser().text()).contains("Invoices can go to Stripe now");
        browser().follow(browser().byTestId("archive-configuration"));
        assertThat(browser().text()).contains("No contract is billed through it");
        look("configuration-archive");
        browser().follow(browser().find("main .end-row a"));
        browser().follow(browser().byTestId("archive-customer"));
        look("customer-archive");
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().find(".head").getText()).contains("archived");
    }

    @Test
    void keys_find_and_walk_and_never_act() {
        browser().go("/console/customers");
        press("j");
        String first = focused();
        assertThat(first).isNotEmpty();
        press("j");
        assertThat(focused()).isNotEmpty().isNotEqualTo(first);
        press("k");
        assertThat(focused()).isEqualTo(first);
        press("/");
        WebElement search = browser().find("#search");
        assertThat(browser().all("#search:focus")).hasSize(1);
        search.sendKeys("gd?");
        assertThat(browser().here()).isEqualTo("/console/customers");
        search.sendKeys(Keys.ESCAPE);
        assertThat(browser().all("#search:focus")).isEmpty();
        press("g");
        press("d");
        browser().waitFor("#inbox");
        browser().find("[data-row] a").sendKeys("r");
        browser().waitFor("main form.card");
        assertThat(browser().here()).contains("/retry?from=");
        press("?");
        browser().waitFor("kbd");
        look("keys");
    }

    @Test
    void the_search_leads_there() {
        browser().go("/console/search?q=o");
        look("search");
        browser().find("#search").sendKeys(story().acme().id());
        browser().find("#search").sendKeys(Keys.ENTER);
        browser().waitFor("[data-testid=timeline]");
        assertThat(browser().here())
                .isEqualTo("/console/contracts/" + story().acme().id());
        browser().go("/console/search?q=nobody+at+all");
        assertThat(browser().text()).contains("Nothing found");
        look("search-nothing");
    }
}
