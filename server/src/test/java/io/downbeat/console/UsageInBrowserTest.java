package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pages of usage as a person sees them. */
class UsageInBrowserTest extends InBrowser {

    @Test
    void what_came_in_is_seen_by_the_hour_and_by_the_event() {
        story().server().api().post("/v1/ingest", """
            [{'transaction_id': 'stray', 'customer_id': 'acme-gmbh', 'event_type': 'transfer',
              'timestamp': '2025-07-11T09:30:00Z', 'properties': {'gb': '5'}}]\
            """).ok();
        browser().go("/console/usage");
        assertThat(browser().all("[data-testid=usage-chart] rect")).isNotEmpty();
        look("usage");
        browser().go("/console/usage?customer=" + story().acme().customer().id());
        assertThat(browser().byTestId("cost-so-far").getText()).contains("$");
        look("usage-customer");
        browser()
                .go("/console/usage/alias?alias=acme-gmbh&customer="
                        + story().acme().customer().id());
        assertThat(browser().byTestId("confirm").getText()).contains("acme-gmbh");
        look("usage-alias");
    }
}
