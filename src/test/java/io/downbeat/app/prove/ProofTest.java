package io.downbeat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.Json;
import io.downbeat.sandbox.LedgerEntry;
import io.downbeat.sandbox.Sandbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./downbeat prove}, and that it would tell if something were wrong. */
class ProofTest {
    @Test
    void every_delivery_has_one_effect_at_its_provider_although_servers_die_and_answers_get_lost() throws Exception {
        Plan plan = Plan.quick(Long.getLong("downbeat.prove.seed", 20250601L));
        try (Bed bed = Bed.make(plan)) {
            var run = new ProofRun(plan, bed, line -> {});
            run.play(ProveCommand.freshKey());

            Oracle.Verdict verdict = run.judge();
            assertThat(verdict.problems()).as("seed %d", plan.seed()).isEmpty();
            assertThat(verdict.deliveries()).isEqualTo(plan.deliveries());
            assertThat(verdict.kills()).isPositive();

            LedgerEntry doubled = chargeAgain(bed.sandbox());
            assertThat(run.judge().problems())
                    .as("a second invoice in Stripe for one delivery")
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith("2 effective objects")
                            .contains(String.valueOf(doubled.reference())));
        }
    }

    /** As if a server had not asked before it sent again. */
    private static LedgerEntry chargeAgain(Sandbox sandbox) throws Exception {
        LedgerEntry held = sandbox.ledger().stream()
                .filter(entry -> entry.provider().equals("stripe") && entry.charged())
                .findFirst()
                .orElseThrow();
        String made = id(stripe(
                sandbox,
                "",
                "customer=" + held.customer()
                        + "&currency=usd&auto_advance=false&collection_method=send_invoice&days_until_due=30"
                        + "&metadata[delivery_id]=" + held.reference()));
        stripe(sandbox, "/" + made + "/add_lines", "lines[0][amount]=100&lines[0][description]=again");
        stripe(sandbox, "/" + made + "/finalize", "auto_advance=false");
        stripe(sandbox, "/" + made + "/send", "");
        return held;
    }

    private static String id(String invoice) {
        return Json.read(invoice).get("id").stringValue();
    }

    private static String stripe(Sandbox sandbox, String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "/stripe/v1/invoices" + path))
                .header("Authorization", "Bearer rk_prove")
                .header("Stripe-Account", "acct_prove")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
