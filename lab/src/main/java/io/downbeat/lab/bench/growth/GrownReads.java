package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.accounts.PrototypeCustomers;
import io.downbeat.lab.bench.accounts.PrototypeCustomers.Prototype;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.growth.GrownAccounts.Grown;
import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.Load;
import io.downbeat.lab.bench.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What one customer's reads cost with all others ten times as many. Both accounts are asked in turns, so that whatever else
 * the machine does disturbs both alike.
 */
final class GrownReads {
    private static final double MOST = 1.2;
    private static final int ROUNDS = 5;
    private static final int CREDITS = 12;

    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;

    GrownReads(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    void run(Grown small, Grown large) {
        try (ServerUnderLoad few = environment.serve(small.database(), PrototypeCustomers.NOW);
                ServerUnderLoad many = environment.serve(large.database(), PrototypeCustomers.NOW);
                Wire toFew = few.api().connect();
                Wire toMany = many.api().connect()) {
            Map<String, LongFunction<byte[]>> ofFew = reads(few.api(), small);
            Map<String, LongFunction<byte[]>> ofMany = reads(many.api(), large);
            // Each server's Java compiles meanwhile; what is measured first would pay for it.
            for (String name : ofFew.keySet()) {
                Load.run(List.of(caller(toFew, name, ofFew)), scale.readSeconds());
                Load.run(List.of(caller(toMany, name, ofMany)), scale.readSeconds());
            }
            for (String name : ofFew.keySet()) {
                compare(name, caller(toFew, name, ofFew), caller(toMany, name, ofMany));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(String name, Load.Caller few, Load.Caller many) {
        List<Double> ofFew = new ArrayList<>();
        List<Double> ofMany = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ofFew.add(Load.run(List.of(few), scale.readSeconds()).p50());
            ofMany.add(Load.run(List.of(many), scale.readSeconds()).p50());
        }
        double before = median(ofFew);
        double after = median(ofMany);
        findings.add(Figure.of(name + ", with ten times the data", after / before, "times")
                .target(MOST)
                .note("p50 %.2f ms and %.2f ms, medians of %d turns".formatted(before, after, ROUNDS)));
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Load.Caller caller(Wire wire, String name, Map<String, LongFunction<byte[]>> reads) {
        LongFunction<byte[]> requests = reads.getOrDefault(name, _ -> new byte[0]);
        long[] number = new long[1];
        return () -> {
            Wire.Answer answer = wire.ask(requests.apply(number[0]++));
            if (answer.status() != 200) {
                throw new IllegalStateException(name + " answered " + answer.status() + ": " + answer.body());
            }
            return 1;
        };
    }

    /** By name, each a request for every number: edits differ, so that each changes something. */
    private static Map<String, LongFunction<byte[]>> reads(Api api, Grown account) {
        Prototype steady = account.prototypes().getFirst();
        String customer = account.copied(steady, steady.customer());
        String contract = account.copied(steady, steady.contract());
        String invoices = "/v1/customers/" + customer + "/invoices";
        String draft = api.get(invoices + "?status=DRAFT").at("/data/0/id").asString();
        new Account(api).credits(List.of(customer), "2025-01-01T00:00:00Z", CREDITS);
        Map<String, LongFunction<byte[]>> reads = new LinkedHashMap<>();
        reads.put(
                "v2 contracts/get", _ -> api.request("POST", "/v2/contracts/get", "{" + ids(customer, contract) + "}"));
        reads.put("a draft", _ -> api.request("GET", invoices + "/" + draft, ""));
        // Copies have the hours of three months only, the prototype has all of them.
        reads.put("breakdowns of a year by hour, a page", _ -> api.request("GET", year(steady.customer()), ""));
        reads.put(
                "getNetBalance with %d credits".formatted(CREDITS),
                _ -> api.request(
                        "POST",
                        "/v1/contracts/customerBalances/getNetBalance",
                        "{\"customer_id\": \"" + customer + "\"}"));
        reads.put(
                "v2 contracts/edit",
                n -> api.request("POST", "/v2/contracts/edit", """
                    {%s, "update_contract_name": "Contract %d"}\
                    """.formatted(ids(customer, contract), n)));
        return reads;
    }

    private static String ids(String customer, String contract) {
        return "\"customer_id\": \"%s\", \"contract_id\": \"%s\"".formatted(customer, contract);
    }

    private static String year(String customer) {
        return "/v1/customers/" + customer + "/invoices/breakdowns?window_size=HOUR"
                + "&starting_on=2025-01-01T00:00:00Z&ending_before=2026-01-01T00:00:00Z";
    }
}
