package io.downbeat.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@code ./downbeat reconcile} prints. */
class ReconcileReportTest {
    private static final String SILENT = """
        {"account": "aws_marketplace/AKIA/us-east-1", "asked": false, "cannot_ask": "AWS does not show it", "checked": 0,
         "findings": 0}\
        """;

    private static String told(Consumer<ReconcileReport> what) {
        var out = new ByteArrayOutputStream();
        what.accept(new ReconcileReport(new ConsolePrinter(new PrintStream(out, true, StandardCharsets.UTF_8), false)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void each_difference_says_whom_it_is_about_and_what_to_do() {
        String told = told(report -> report.tell(Json.read("""
            {"accounts": [{"account": "netsuite/1234567", "asked": true, "checked": 4, "findings": 2}, %s],
             "findings": [
               {"kind": "VOIDED_THERE", "account": "netsuite/1234567", "customer_name": "Acme", "invoice_id": "i-1",
                "delivery_id": "d-1", "provider_ref": "4701", "detail": "we say CONFIRMED, there it is Voided"},
               {"kind": "EXTRA_THERE", "account": "netsuite/1234567", "provider_ref": "4702", "detail": "nobody's"}],
             "plan": {"id": "p-1", "expires_at": "2025-02-04T00:00:00.000Z", "steps": [
               {"n": 1, "safe": true, "explanation": "the invoice shows VOID"},
               {"n": 2, "safe": false, "explanation": "look at it"}]}}\
            """.formatted(SILENT))));

        assertThat(told).isEqualToNormalizingNewlines("""

            Compared
               account           records  differences
               netsuite/1234567        4            2

            Not compared
               aws_marketplace/AKIA/us-east-1
                 AWS does not show it

            What differs

               1. netsuite/1234567: voided there, not here, Acme
                  invoice i-1, there 4701
                  we say CONFIRMED, there it is Voided
                  safe to apply: the invoice shows VOID

               2. netsuite/1234567: extra there
                  there 4702
                  nobody's
                  for a person: look at it

               ✓ 1 of 2 can be applied, until 2025-02-04T00:00:00.000Z: ./downbeat reconcile --apply p-1
               ✗ 1 of 2 wait for a person; nothing is done about them
            """);
    }

    @Test
    void an_account_that_failed_to_answer_is_not_called_clean() {
        String failed = "{\"accounts\": [" + SILENT.replace("AWS does not", "the question failed: AWS does not")
                + "], \"findings\": []}";
        assertThat(ReconcileReport.isClean(Json.read(failed))).isFalse();
        assertThat(told(report -> report.tell(Json.read(failed)))).contains("not every account answered");

        String fine = "{\"accounts\": [" + SILENT + "], \"findings\": []}";
        assertThat(ReconcileReport.isClean(Json.read(fine))).isTrue();
        assertThat(told(report -> report.tell(Json.read(fine)))).contains("nothing differs");
    }

    @Test
    void what_was_applied_and_what_was_left_alone_is_told_step_by_step() {
        assertThat(told(report -> report.tellApplied(Json.read("""
            [{"n": 1, "action": "RECORD_STATUS", "outcome": "APPLIED", "detail": "done"},
             {"n": 3, "action": "ASK_AGAIN", "outcome": "LEFT_ALONE", "detail": "it has moved"}]\
            """))))
                .contains("1  write it down here  applied     done", "3  ask again           left alone  it has moved");
        assertThat(told(report -> report.tellApplied(Json.read("[]")))).contains("waits for a person");
    }
}
