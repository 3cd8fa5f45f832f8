package io.downbeat.console.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.InBrowser;
import io.downbeat.platform.apidocument.ApiDocument;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The API reference as a person reads it. */
class ReferenceInBrowserTest extends InBrowser {
    @Test
    void every_operation_that_is_served_is_listed_and_leads_to_its_fields() {
        browser().go("/console/deliveries");
        browser().follow(browser().find("footer a[href='/console/api']"));
        long served = ApiDocument.read()
                .get("paths")
                .valueStream()
                .mapToLong(path -> path.size())
                .sum();
        assertThat(browser().all("[data-testid=operation]")).hasSize((int) served);
        look("api");
        browser().follow(browser().find("a[href='/console/api/operations/downbeat.deliveries.list']"));
        assertThat(browser().text())
                .contains("A token of the role admin or read_only")
                .contains("RETRY_WAIT");
        look("api-operation");
        browser().follow(browser().find("main").findElement(By.linkText("downbeat.DeliverySummary")));
        assertThat(browser().text()).contains("invoice_id").contains("string or null, date-time");
        look("api-schema");
    }

    @Test
    void the_largest_operation_fits_a_phone() {
        browser().go("/console/api/operations/v1.contracts.create");
        assertThat(browser().text()).contains("customer_id").contains("usage_statement_schedule");
        look("api-large");
    }

    @Test
    void an_operation_that_is_not_there_has_a_page() {
        browser().go("/console/api/operations/nothing");
        assertThat(browser().text()).contains("Not found");
        browser().go("/console/api/schemas/nothing");
        assertThat(browser().text()).contains("Not found");
    }
}
