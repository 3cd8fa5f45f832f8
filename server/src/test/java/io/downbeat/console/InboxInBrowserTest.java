package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The inbox that stays open: it reads itself again, and everything on it still works. */
class InboxInBrowserTest extends InBrowser {
    private static final String PARKED = "/console/deliveries?state=PARKED";

    /** Stripe knows nobody whose name begins like this. */
    private static AccountFixture.Contract parked(String name) {
        AccountFixture.Customer customer = story().account().customer("missing_" + name);
        AccountFixture.Contract contract = customer.contract(
                "2025-07-01T00:00:00Z", customer.stripe(), """
                    , 'scheduled_charges': [{'product_id': '%s',
                     'schedule': {'schedule_items': [{'timestamp': '2025-07-03T00:00:00Z', 'unit_price': 900, 'quantity': 1}]}}]\
                    """.formatted(story().account().fixedProduct));
        // What falls due at this moment runs; the clock stays where it stands.
        story().server().advanceTo("2025-07-12T09:00:00Z");
        return contract;
    }

    private static WebElement row(AccountFixture.Contract contract) {
        String id = contract.deliveries().getFirst().get("id").stringValue();
        return browser().find("[data-delivery-id='" + id + "']");
    }

    @Test
    void what_is_done_in_a_view_that_read_itself_again_leads_back_to_the_view() {
        AccountFixture.Contract contract = parked("umbrella");
        browser().go(PARKED);
        row(contract).findElement(By.cssSelector(".menu summary")).click();
        browser().waitForRefresh("#inbox");
        assertThat(row(contract).findElement(By.cssSelector("details")).getDomAttribute("open"))
                .as("what somebody opened stays open")
                .isNotNull();
        browser().follow(row(contract).findElement(By.cssSelector("[data-testid=cancel]")));
        browser().find("#field").sendKeys("Never bought anything");
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().here()).isEqualTo(PARKED);
        assertThat(browser()
                        .all("[data-delivery-id='"
                                + contract.deliveries().getFirst().get("id").stringValue() + "']"))
                .isEmpty();
        assertThat(browser().byTestId("view").getDomAttribute("href")).isEqualTo(PARKED);
        look("deliveries-view");
    }

    @Test
    void a_retry_from_the_story_leads_back_to_the_story() {
        AccountFixture.Contract contract = parked("initech");
        browser().go(PARKED);
        browser().follow(row(contract).findElement(By.cssSelector("a.state")));
        String story = browser().here();
        browser().follow(browser().byTestId("retry"));
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().here()).isEqualTo(story);
    }

    @Test
    void when_the_session_ends_meanwhile_the_open_page_leads_to_signing_in_and_back() {
        browser().go(PARKED);
        browser().forgetCookies();
        browser().waitForAddress("/console/sign-in");
        signIn(TestServer.TOKEN);
        assertThat(browser().here()).isEqualTo(PARKED);
    }
}
