package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The frame, a contract and the inbox as a person uses them. */
class ConsoleInBrowserTest extends InBrowser {
    @Test
    void a_wrong_token_is_refused_and_a_right_one_leads_to_what_was_asked_for() {
        browser().follow(browser().find(".top form button"));
        browser().go("/console/contracts/" + story().acme().id());
        assertThat(browser().here()).startsWith("/console/sign-in");
        signIn("not-a-token");
        assertThat(browser().text()).contains("This token is not known here");
        look("sign-in");
        signIn(TestServer.TOKEN);
        assertThat(browser().here())
                .isEqualTo("/console/contracts/" + story().acme().id());
    }

    @Test
    void the_contract_shows_who_bills_what_and_when() {
        browser().go("/console/contracts/" + story().acme().id());
        List<WebElement> segments = browser().all("[data-testid=timeline] [data-testid=segment]");
        assertThat(segments)
                .extracting(segment -> attribute(segment, "data-provider") + " " + attribute(segment, "data-from"))
                .containsExactly(
                        "stripe 2025-01-01T00:00:00Z",
                        "stripe 2025-02-01T00:00:00Z",
                        "aws_marketplace 2025-04-01T00:00:00Z",
                        "stripe 2025-08-01T00:00:00Z");
        assertThat(attribute(segments.getLast(), "data-until")).isEmpty();
        List<WebElement> marks = browser().all("[data-testid=timeline] [data-testid=invoice-mark]");
        assertThat(marks).hasSize(8);
        assertThat(marks)
                .filteredOn(mark -> attribute(mark, "data-state").equals("DRAFT"))
                .hasSize(1);
        assertThat(attribute(browser().byTestId("now-line"), "x1")).endsWith("%");
        look("contract");
        browser().go("/console/contracts/" + story().acme().id() + "?range=all");
        assertThat(browser().all("[data-testid=segment]")).hasSize(4);
    }

    @Test
    void a_contract_whose_invoice_needs_somebody_says_so_first() {
        browser().go("/console/contracts/" + story().hooli().id());
        assertThat(browser().find(".callout").getText())
                .contains("2 invoices need you")
                .contains("No such customer");
        assertThat(browser().all("[data-testid=invoice-mark][data-state=PARKED]"))
                .hasSize(2);
        look("contract-parked");
    }

    @Test
    void a_switch_is_chosen_looked_at_and_only_then_made() {
        browser().go("/console/contracts/" + story().globex().id());
        browser().follow(browser().byTestId("switch-provider"));
        look("switch");
        browser()
                .find("input[value='" + story().globex().customer().aws() + "']")
                .click();
        browser().find("input[value=START_OF_NEXT_PERIOD]").click();
        browser().follow(browser().find("main form button.main"));
        assertThat(attribute(browser().byTestId("preview"), "data-boundary")).isEqualTo("2025-08-01T00:00:00Z");
        assertThat(browser().all("[data-testid=affected-invoice]"))
                .extracting(row -> attribute(row, "data-before") + " " + attribute(row, "data-after"))
                .contains("stripe aws_marketplace");
        assertThat(browser().all("[data-testid=refusal]")).isEmpty();
        assertThat(story().globex().read().get("billing_provider_configuration_schedule"))
                .as("nothing changed yet")
                .hasSize(1);
        browser().waitFor("#checks:not(:has([hx-get]))");
        look("switch-preview");
        browser().follow(browser().byTestId("confirm-switch"));
        assertThat(browser().here())
                .startsWith("/console/contracts/" + story().globex().id());
        assertThat(browser().all("[data-testid=segment]"))
                .extracting(segment -> attribute(segment, "data-provider"))
                .containsExactly("stripe", "aws_marketplace");
        assertThat(browser().all("[data-testid=invoice-mark][data-state=UNKNOWN]"))
                .hasSize(1);
        look("contract-switched");
    }

    @Test
    void a_switch_that_is_not_allowed_says_why_and_what_goes_instead() {
        browser()
                .go("/console/contracts/" + story().hooli().id() + "/switch/preview?billing_provider_configuration_id="
                        + story().hooli().customer().aws() + "&effective_at=START_OF_CURRENT_PERIOD");
        assertThat(browser().byTestId("refusal").getText()).contains("START_OF_NEXT_PERIOD");
        assertThat(browser().all("[data-testid=confirm-switch]")).isEmpty();
        look("switch-refused");
    }

    @Test
    void what_has_not_arrived_is_listed_and_a_deed_has_a_page_before_it() {
        browser().go("/console/deliveries");
        List<WebElement> rows = browser().all("[data-testid=delivery]");
        assertThat(rows).hasSizeGreaterThanOrEqualTo(2);
        assertThat(attribute(rows.getFirst(), "data-state")).isEqualTo("PARKED");
        look("deliveries");
        rows.getFirst().findElement(By.cssSelector(".menu summary")).click();
        assertThat(rows.getFirst().findElements(By.cssSelector("[data-copy^='{']")))
                .hasSize(1);
        look("deliveries-menu");
        browser().go("/console/deliveries");
        WebElement first = browser().all("[data-testid=delivery]").getFirst();
        first.findElement(By.cssSelector(".menu summary")).click();
        browser().follow(first.findElement(By.cssSelector("[data-testid=cancel]")));
        assertThat(browser().text()).contains("Nothing more is sent");
        look("delivery-cancel");
        browser().go("/console/deliveries?state=DELIVERED");
        look("deliveries-delivered");
    }

    @Test
    void what_is_not_there_has_a_page() {
        browser().go("/console/nothing");
        assertThat(browser().text()).contains("Not found");
        look("not-found");
    }

    @Test
    void deliveries_of_one_reason_are_retried_after_a_page_that_names_them() {
        browser().go("/console/deliveries");
        browser().follow(browser().find("[data-testid=alike] a"));
        assertThat(browser().all("[data-testid=chosen]")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(browser().text()).contains("They have one reason: No such customer");
        look("deliveries-retry-many");
    }

    @Test
    void what_else_did_not_arrive_is_a_tab_beside() {
        for (String tab : List.of("meter-hours", "webhooks", "notices")) {
            browser().go("/console/deliveries/" + tab);
            assertThat(browser().find(".tabs [aria-current=page]").getDomAttribute("href"))
                    .endsWith(tab);
            look("deliveries-" + tab);
        }
    }

    @Test
    void a_contract_shows_what_was_replaced_how_metering_went_and_the_days_of_its_draft() {
        String contract = "/console/contracts/" + story().acme().id();
        browser().go(contract + "?changes=on");
        assertThat(browser().all("[data-testid=metering] rect")).isNotEmpty();
        look("contract-changes");
        browser().follow(browser().byTestId("draft-days"));
        assertThat(browser().all("[data-testid=draft-day]")).isNotEmpty();
        look("contract-draft");
        browser().go(contract);
        browser().follow(browser().byTestId("undo"));
        assertThat(attribute(browser().byTestId("preview"), "data-boundary")).isEqualTo("2025-08-01T00:00:00Z");
    }

    @Test
    void terms_are_filled_in_looked_at_and_only_then_changed() {
        browser().go("/console/contracts/" + story().acme().id());
        browser().follow(browser().byTestId("edit-terms"));
        browser().find("#end").sendKeys("2025-12-01");
        look("contract-terms");
        browser().follow(browser().find("main form button.main"));
        assertThat(browser().byTestId("changes").getText()).contains("It ends 1 Dec 2025 00:00 UTC");
        look("contract-terms-check");
    }
}
