package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoicesOnAServer;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Finalizing with others at work: servers, edits, failures. */
class FinalizationTest extends InvoicesOnAServer {
    @Test
    void two_servers_finalize_every_invoice_once() throws Exception {
        for (int i = 0; i < 120; i++) {
            acme.contract("2025-01-01T00:00:00Z");
        }
        acme.use("one", "2025-01-01T00:00:00Z", 3);
        try (TestServer other = server.another(Map.of());
                ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> works = new ArrayList<>();
            var at = Instant.parse("2025-02-02T00:00:00Z");
            for (TestServer one : List.of(server, other, server, other)) {
                works.add(() -> {
                    int done = 0;
                    int last;
                    do {
                        last = one.bean(FinalizeInvoices.class).runDue(at);
                        done += last;
                    } while (last > 0);
                    return done;
                });
            }
            int done = 0;
            for (Future<Integer> work : pool.invokeAll(works)) {
                done += work.get();
            }
            assertThat(done).isEqualTo(120);
        }
        assertThat(database()
                        .sql("SELECT count(*) FROM invoice_line l JOIN invoice i ON i.customer_id = l.customer_id"
                                + " AND i.id = l.invoice_id WHERE i.status = 'FINALIZED' AND i.total = 3")
                        .query(Integer.class)
                        .single())
                .isEqualTo(120);
    }

    @Test
    void an_edit_at_the_moment_of_finalizing_comes_wholly_before_or_is_refused() throws Exception {
        List<AccountFixture.Contract> contracts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            contracts.add(acme.contract("2025-01-01T00:00:00Z"));
        }
        server.advanceTo("2025-02-01T23:59:59Z");
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            Future<?> clock = pool.submit(() -> server.advanceTo("2025-02-02T00:00:00Z"));
            List<Future<Api.Answer>> edits = contracts.stream()
                    .map(one -> pool.submit(() -> updateEnd(one, "'ending_before': '2025-01-20T00:00:00Z',", false)))
                    .toList();
            clock.get();
            for (int i = 0; i < contracts.size(); i++) {
                boolean edited = edits.get(i).get().status() == 200;
                String contract = contracts.get(i).id();
                server.settle();
                List<JsonNode> finalized = acme.invoices().stream()
                        .filter(one -> one.get("contract_id").stringValue().equals(contract))
                        .filter(one -> status(one).equals("FINALIZED"))
                        .toList();
                assertThat(finalized)
                        .singleElement()
                        .satisfies(one -> assertThat(one.get("end_timestamp").stringValue())
                                .isEqualTo(edited ? "2025-01-20T00:00:00.000Z" : "2025-02-01T00:00:00.000Z"));
            }
        }
    }

    @Test
    void an_invoice_that_cannot_be_finalized_holds_up_no_other_and_is_tried_again() {
        acme.contract("2025-01-01T00:00:00Z");
        acme.contract("2025-01-01T00:00:00Z");
        String broken = id(acme.invoices().getFirst());
        // A check that only this one invoice breaks stands for any failure in the middle of a batch.
        database()
                .sql("ALTER TABLE invoice ADD CONSTRAINT broken CHECK (id <> '%s' OR total IS NULL)".formatted(broken))
                .update();

        server.advanceTo("2025-02-02T00:00:00Z");

        assertThat(status(invoice(broken))).isEqualTo("DRAFT");
        assertThat(acme.invoices().stream().filter(one -> status(one).equals("FINALIZED")))
                .hasSize(1);
        assertThat(database()
                        .sql("SELECT last_failure FROM invoice WHERE id = '" + broken + "'")
                        .query(String.class)
                        .single())
                .contains("broken");
        database().sql("ALTER TABLE invoice DROP CONSTRAINT broken").update();
        server.advanceTo("2025-02-02T00:01:00Z");
        assertThat(status(invoice(broken))).isEqualTo("FINALIZED");
    }
}
