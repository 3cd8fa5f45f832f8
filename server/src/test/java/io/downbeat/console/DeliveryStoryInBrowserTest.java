package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One delivery from what was frozen to what the provider said, as a person reads it. */
class DeliveryStoryInBrowserTest extends InBrowser {
    private static void open(AccountFixture.Contract contract, String state) {
        JsonNode delivery = contract.deliveries().stream()
                .filter(one -> one.get("state").stringValue().equals(state))
                .findFirst()
                .orElseThrow();
        browser().go("/console/deliveries/" + delivery.get("id").stringValue());
    }

    @Test
    void one_that_arrived_has_nothing_to_do_and_a_whole_history() {
        open(story().acme(), "CONFIRMED");
        assertThat(attribute(browser().byTestId("history-chain"), "data-whole")).isEqualTo("true");
        assertThat(browser().find("[aria-current=step]").getText()).startsWith("Confirmed");
        assertThat(browser().byTestId("todo").getText()).startsWith("Nothing.");
        look("delivery");
        browser().find("[data-testid=receipt] summary").click();
        look("delivery-receipt-open");
    }

    @Test
    void one_that_a_provider_refused_says_why_and_what_to_do() {
        open(story().hooli(), "PARKED");
        assertThat(browser().text()).contains("No such customer").contains("stopped here: needs you");
        browser().find("[data-testid=attempt] summary").click();
        assertThat(browser().find("[data-testid=attempt] pre").getText()).contains("No such customer");
        look("delivery-parked");
        browser().follow(browser().byTestId("retry"));
        assertThat(browser().text()).contains("asked first what it holds");
    }

    @Test
    void one_in_doubt_shows_each_question_that_had_no_answer() {
        open(story().globex(), "UNKNOWN");
        assertThat(browser().all("[data-testid=attempt][data-outcome=UNKNOWN]")).isNotEmpty();
        assertThat(browser().find("[aria-current=step]").getText()).contains("in doubt");
        look("delivery-in-doubt");
    }

    @Test
    void a_row_of_the_inbox_leads_to_it() {
        browser().go("/console/deliveries");
        browser().follow(browser().find("[data-testid=delivery] a.state"));
        assertThat(browser().here()).matches("/console/deliveries/[0-9a-f-]{36}");
    }
}
