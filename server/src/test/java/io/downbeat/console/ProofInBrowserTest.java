package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** The proof as a person sees it. */
class ProofInBrowserTest extends InBrowser {

    @Test
    void every_promise_is_checked_and_every_provider_asked() {
        browser().go("/console/proof");
        look("proof");
        WebElement from = browser().find("#from");
        from.clear();
        from.sendKeys("2025-01-01");
        browser().follow(browser().byTestId("verify"));
        assertThat(attribute(browser().byTestId("verdict"), "data-ok")).isEqualTo("true");
        browser().find("[data-testid=check-group] summary").click();
        look("proof-verified");
        browser().follow(browser().byTestId("reconcile"));
        assertThat(browser().byTestId("compared").getText()).contains("stripe");
        look("proof-compared");
    }
}
