package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** Each kind of invoice as a person reads it, and the pages before something is done to one. */
class InvoicePagesInBrowserTest extends InBrowser {
    private static String invoice(AccountFixture.Customer customer, String member, String value) {
        return all(customer).stream()
                .filter(one -> one.path(member).asString("").startsWith(value))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
    }

    private static List<JsonNode> all(AccountFixture.Customer customer) {
        return customer.invoices();
    }

    private static void open(String invoice) {
        browser().go("/console/invoices/" + invoice);
    }

    @Test
    void a_delivered_one_shows_its_lines_why_it_went_there_and_what_was_tried() {
        open(invoice(story().acme().customer(), "start_timestamp", "2025-02"));
        assertThat(browser().byTestId("invoice-total").getText()).isEqualTo("$556.34");
        assertThat(browser().byTestId("route-explanation").getText())
                .startsWith("Goes to stripe: its service period ends at 2025-03-01");
        assertThat(browser().all(".segment.outlined"))
                .singleElement()
                .satisfies(
                        segment -> assertThat(attribute(segment, "data-from")).isEqualTo("2025-02-01T00:00:00Z"));
        assertThat(browser().all("[data-testid=attempt]")).isNotEmpty();
        assertThat(browser().all("[data-testid=receipt]")).isNotEmpty();
        assertThat(browser().text()).contains("Asked for on 10 Feb 2025 12:00 UTC by “");
        look("invoice");
        browser().find("[data-testid=attempt] summary").click();
        look("invoice-attempt-open");
    }

    @Test
    void a_charge_on_a_date_has_that_date_and_no_period() {
        open(invoice(story().acme().customer(), "type", "SCHEDULED"));
        assertThat(browser().text()).contains("Charge of 3 Feb 2025").contains("Fee");
        assertThat(browser().byTestId("invoice-total").getText()).isEqualTo("$500.00");
        look("invoice-charge");
    }

    @Test
    void a_metered_one_says_how_much_the_marketplace_confirmed() {
        open(invoice(story().acme().customer(), "start_timestamp", "2025-04"));
        assertThat(browser().text()).contains("Metered by the hour").contains("Confirmed");
        look("invoice-metered");
        browser().follow(browser().byTestId("invoice-action"));
        assertThat(browser().byTestId("consequences").getText()).contains("a marketplace gives nothing back");
    }

    @Test
    void a_draft_says_that_it_can_still_change() {
        open(invoice(story().acme().customer(), "status", "DRAFT"));
        assertThat(browser().text())
                .contains("This is a draft as it stands now.")
                .contains("Metered while its period runs");
        look("invoice-draft");
    }

    @Test
    void one_that_needs_somebody_says_so_first() {
        open(invoice(story().hooli().customer(), "start_timestamp", "2025-06"));
        assertThat(browser().find(".callout").getText())
                .contains("This invoice needs you.")
                .contains("No such customer");
        look("invoice-parked");
    }

    @Test
    void voiding_and_regenerating_are_looked_at_before_they_are_done() {
        AccountFixture.Customer customer = story().hooli().customer();
        String invoice = invoice(customer, "start_timestamp", "2025-05");
        open(invoice);
        browser().follow(browser().byTestId("invoice-action"));
        assertThat(browser().byTestId("consequences").getText())
                .contains("void for good")
                .contains("Stripe");
        look("invoice-void-before");
        assertThat(all(customer))
                .noneMatch(one -> one.get("status").stringValue().equals("VOID"));
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().here()).isEqualTo("/console/invoices/" + invoice + "?done=VOIDED");
        assertThat(attribute(browser().byTestId("invoice-state"), "data-state")).isEqualTo("VOID");
        look("invoice-void");
        browser().follow(browser().byTestId("invoice-action"));
        assertThat(browser().byTestId("consequences").getText()).contains("It goes to Stripe");
        look("invoice-regenerate-before");
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().here()).endsWith("?done=REGENERATED").doesNotContain(invoice);
        List<WebElement> links = browser().all("a[href='/console/invoices/" + invoice + "']");
        assertThat(links).isNotEmpty();
        look("invoice-regenerated");
    }
}
