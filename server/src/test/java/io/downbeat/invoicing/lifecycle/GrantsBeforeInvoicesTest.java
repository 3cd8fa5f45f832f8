package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoicesOnAServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** After an outage the next credit and the invoice that it pays are due at once: whatever is late, the credit comes first. */
class GrantsBeforeInvoicesTest extends InvoicesOnAServer {

    @Test
    void an_invoice_is_not_final_before_the_credit_of_its_period_is_there() {
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'recurring_credits': [{'product_id': '%s', 'name': 'Monthly', 'priority': 1,
              'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1, 'unit': 'PERIODS'},
              'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 1000}}]\
            """.formatted(account.fixedProduct));
        server.advanceTo("2025-01-15T00:00:00Z");
        run("CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''planted''; END'");
        run("CREATE TRIGGER planted BEFORE INSERT ON balance FOR EACH ROW WHEN (new.created_at >= '2025-03-01')"
                + " EXECUTE FUNCTION planted()");
        advanceThoughWorkFails("2025-03-10T00:00:00Z");
        acme.use("march", "2025-03-09T00:00:00Z", 300);
        advanceThoughWorkFails("2025-04-03T00:00:00Z");
        assertThat(march()).containsExactly("DRAFT 300");

        run("DROP TRIGGER planted ON balance");
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(march()).containsExactly("FINALIZED 0");
    }

    private List<String> march() {
        return ofType("USAGE").stream()
                .filter(invoice -> start(invoice).startsWith("2025-03-01"))
                .map(invoice -> status(invoice) + " "
                        + invoice.get("total").decimalValue().toPlainString())
                .toList();
    }

    /** The clock stands where it was told to, and everything else has run. */
    private void advanceThoughWorkFails(String instant) {
        assertThat(api().post("/downbeat/v1/clock", "{'now': '" + instant + "'}")
                        .status())
                .isEqualTo(500);
    }

    private void run(String sql) {
        JdbcClient.create(server.database().dataSource()).sql(sql).update();
    }
}
