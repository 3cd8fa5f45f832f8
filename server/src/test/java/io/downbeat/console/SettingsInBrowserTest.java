package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The settings as a person uses them. */
class SettingsInBrowserTest extends InBrowser {

    @Test
    void a_token_is_made_shown_once_and_revoked() {
        browser().go("/console/settings");
        assertThat(browser().all("[data-testid=token-row]")).isNotEmpty();
        look("settings");
        browser().find("#name").sendKeys("nightly export");
        browser().find("input[value=read_only]").click();
        browser().follow(browser().byTestId("make-token"));
        assertThat(browser().byTestId("token-text").getText()).startsWith("db_");
        look("settings-token");
        browser().follow(browser().find("main .button.main"));
        var row = browser().all("[data-testid=token-row]").stream()
                .filter(one -> one.getText().contains("nightly export"))
                .findFirst()
                .orElseThrow();
        browser().follow(row.findElement(By.cssSelector("[data-testid=revoke]")));
        look("settings-revoke");
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().text()).contains("revoked");
    }

    @Test
    void a_delivery_method_has_a_form_with_help() {
        browser().go("/console/settings/delivery-methods/new");
        look("settings-providers");
        browser().go("/console/settings/delivery-methods/new/stripe/direct_to_billing_provider");
        look("settings-add");
        browser().go("/console/settings");
        while (!browser().all("[data-testid=last-check] .soft").isEmpty()) {
            browser().follow(browser().find("tr:has([data-testid=last-check] .soft) [data-testid=check]"));
        }
        assertThat(browser().all("[data-testid=last-check]"))
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.getText()).contains("works"));
        look("settings-checked");
        browser().follow(browser().find("[data-testid=mend]"));
        assertThat(browser().text()).contains("what you leave empty stays");
        look("settings-mend");
    }

    @Test
    void a_webhook_is_added_tried_and_archived() {
        browser().go("/console/settings/webhooks");
        assertThat(browser().text()).contains("No webhook is set up");
        look("settings-webhooks");
        browser().find("#url").sendKeys("https://example.invalid/hook");
        browser().follow(browser().byTestId("add-webhook"));
        assertThat(browser().byTestId("webhook-secret").getText()).isNotBlank();
        look("settings-webhook-secret");
        browser().follow(browser().find("main .button.main"));
        browser().follow(browser().byTestId("test-webhook"));
        for (int i = 0;
                i < 100 && browser().all("[data-testid=webhook-attempt]").isEmpty();
                i++) {
            LockSupport.parkNanos(100_000_000);
            browser().go(browser().here());
        }
        assertThat(browser().find("[data-testid=webhook-attempt]").getText()).contains("downbeat.test");
        look("settings-webhook");
        browser().go("/console/settings/webhooks");
        look("settings-webhooks-one");
        browser().follow(browser().find("[data-testid=webhook] a"));
        browser().follow(browser().byTestId("archive-webhook"));
        look("settings-webhook-archive");
        browser().follow(browser().byTestId("confirm"));
        assertThat(browser().text()).contains("No webhook is set up");
    }

    @Test
    void the_audit_log_and_the_server_are_looked_at() {
        browser().go("/console/settings/audit-log");
        assertThat(browser().all("[data-testid=audit-entry]")).isNotEmpty();
        look("settings-audit-log");
        browser().go("/console/settings/server");
        assertThat(browser().text()).contains("PostgreSQL");
        look("settings-server");
    }
}
