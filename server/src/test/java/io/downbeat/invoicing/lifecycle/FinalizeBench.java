package io.downbeat.invoicing.lifecycle;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast a month end is: 2,000 contracts with 100 events each. Run by hand; prints, asserts nothing. */
final class FinalizeBench {
    private static final int CONTRACTS = Integer.getInteger("contracts", 2000);

    private FinalizeBench() {}

    public static void main(String[] arguments) throws Exception {
        try (TestServer server = TestServer.startedAt("2025-01-31T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < CONTRACTS; i++) {
                    int number = i;
                    all.add(pool.submit(() -> customer(server.api(), account, number)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
            for (int workers : List.of(1)) {
                long start = System.nanoTime();
                int done = run(server, workers);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%d invoices in %.2f s: %.0f/s with %d workers%n", done, seconds, done / seconds, workers);
            }
        }
    }

    private static int run(TestServer server, int workers) throws Exception {
        Instant at = Instant.parse("2025-02-02T00:00:00Z");
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                all.add(pool.submit(() -> {
                    int done = 0;
                    int last;
                    while ((last = server.bean(FinalizeInvoices.class).runDue(at)) > 0) {
                        done += last;
                    }
                    return done;
                }));
            }
            int done = 0;
            for (Future<Integer> one : all) {
                done += one.get();
            }
            return done;
        }
    }

    private static void customer(Api api, AccountFixture account, int number) {
        String name = "c" + number;
        String id = api.post("/v1/customers", "{\"name\": \"%1$s\", \"ingest_aliases\": [\"%1$s\"]}".formatted(name))
                .ok()
                .at("/data/id")
                .stringValue();
        api.post(
                        "/v1/contracts/create",
                        "{\"customer_id\": \"%s\", \"rate_card_id\": \"%s\", \"starting_at\": \"2025-01-01T00:00:00Z\"}"
                                .formatted(id, account.rateCard))
                .ok();
        StringBuilder events = new StringBuilder("[");
        for (int i = 0; i < 100; i++) {
            Instant at = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(i * 25_200L);
            events.append(i == 0 ? "" : ",").append("""
                {"transaction_id": "%s-%d", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
                 "properties": {"n": "3"}}\
                """.formatted(name, i, name, at));
        }
        api.post("/v1/ingest", events.append("]").toString()).ok();
    }
}
