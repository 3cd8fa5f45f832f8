package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether each customer that buys by itself paid once for each purchase, has the commit of each and no other, and bought what
 * its usage implies. Nobody's card is declined, so a purchase that is open or given up in the end is one that got lost.
 */
final class RechargeChecks {
    private final ApiClient api;
    private final Oracle oracle;
    private final List<LedgerEntry> payments;
    private final List<String> problems = new ArrayList<>();
    private Summary summary = new Summary(0, 0, 0, 0, 0);

    /**
     * Of all of them, in cents.
     *
     * @param bought by purchases whose commit is there
     * @param charged what Stripe took
     * @param covered usage that what was bought paid for
     */
    record Summary(int customers, int purchases, long bought, long charged, long covered) {
        private Summary plus(int more, long boughtMore, long chargedMore, long coveredMore) {
            return new Summary(
                    customers + 1, purchases + more, bought + boughtMore, charged + chargedMore, covered + coveredMore);
        }
    }

    RechargeChecks(ApiClient api, Oracle oracle, Collection<LedgerEntry> ledger) {
        this.api = api;
        this.oracle = oracle;
        this.payments = ledger.stream()
                .filter(entry -> entry.kind().equals("payment") && entry.charged())
                .toList();
    }

    Summary summary() {
        return summary;
    }

    List<String> problems(List<RechargedCustomer> customers) {
        customers.forEach(this::customer);
        return problems;
    }

    /** What there is of one customer, each thing taken out as it is explained. */
    private record Found(
            RechargedCustomer customer,
            Map<String, JsonNode> deliveries,
            Map<String, Long> commits,
            List<Long> bought,
            Map<Instant, Long> billed) {}

    private void customer(RechargedCustomer customer) {
        Found found = new Found(
                customer,
                oracle.deliveries(customer.contract()),
                commits(customer),
                new ArrayList<>(),
                new TreeMap<>());
        for (JsonNode invoice : oracle.all("/v1/customers/" + customer.customer() + "/invoices?limit=100")) {
            switch (Oracle.text(invoice, "type") + " " + Oracle.text(invoice, "status")) {
                case "SCHEDULED FINALIZED" -> purchase(found, invoice);
                case "USAGE FINALIZED" -> usage(found, invoice);
                case "USAGE DRAFT" -> expect(cents(invoice, "total") == 0, customer, "is left owing in " + invoice);
                default -> problems.add("%s has an invoice nobody expected: %s".formatted(customer, invoice));
            }
        }
        found.deliveries.values().forEach(extra -> problems.add("delivery nobody expected: " + extra));
        found.commits.forEach((id, cents) ->
                problems.add("%s has commit %s of %d cents, which no invoice sold".formatted(customer, id, cents)));
        expect(
                found.billed.keySet().equals(customer.used().keySet()),
                customer,
                "has usage invoices of " + found.billed.keySet());
        customer.rule()
                .broken(found.bought, customer.used(), found.billed)
                .forEach(broken -> problems.add(customer + ": " + broken));
        whole(found);
    }

    /** All that Stripe took of the customer, whatever it was told that it was for. */
    private void whole(Found found) {
        long charged = payments.stream()
                .filter(payment ->
                        payment.customer().contains(found.customer.billed().label()))
                .mapToLong(LedgerEntry::amount)
                .sum();
        long bought = sum(found.bought);
        expect(
                charged == bought,
                found.customer,
                "was charged %d cents at Stripe for purchases of %d".formatted(charged, bought));
        long covered = sum(found.customer.used().values()) - sum(found.billed.values());
        summary = summary.plus(found.bought.size(), bought, charged, covered);
    }

    private void purchase(Found found, JsonNode invoice) {
        long cents = cents(invoice, "total");
        String commit = Oracle.text(invoice.at("/line_items/0"), "commit_id");
        found.bought.add(cents);
        Long given = found.commits.remove(commit);
        if (given == null) {
            problems.add("%s paid for commit %s and does not have it: %s".formatted(found.customer, commit, invoice));
        } else {
            expect(given == cents, found.customer, "has %d cents for the %d of %s".formatted(given, cents, invoice));
        }
        TestCustomer.Due due = found.customer.purchase(Instant.parse(Oracle.text(invoice, "issued_at")), cents);
        JsonNode delivery = delivery(found, invoice);
        if (delivery == null) {
            return;
        }
        oracle.delivered(due, invoice, delivery, found.customer.byInvoice() ? "invoice" : "payment");
        List<Long> taken = payments.stream()
                .filter(payment -> Oracle.text(delivery, "id").equals(payment.reference()))
                .map(LedgerEntry::amount)
                .toList();
        expect(taken.equals(List.of(cents)), found.customer, "paid %s cents for %s".formatted(taken, invoice));
    }

    private void usage(Found found, JsonNode invoice) {
        Instant week = Instant.parse(Oracle.text(invoice, "start_timestamp"));
        long cents = cents(invoice, "total");
        if (found.billed.put(week, cents) != null) {
            problems.add("two invoices for the same: " + invoice);
        }
        JsonNode delivery = delivery(found, invoice);
        if (delivery != null) {
            oracle.delivered(found.customer.usage(week, cents), invoice, delivery, "invoice");
        }
    }

    private @Nullable JsonNode delivery(Found found, JsonNode invoice) {
        JsonNode delivery = found.deliveries.remove(Oracle.text(invoice, "id"));
        expect(delivery != null, found.customer, "has an invoice without a delivery: " + invoice);
        return delivery;
    }

    /** Cents that each commit of the contract gives. */
    private Map<String, Long> commits(RechargedCustomer customer) {
        Map<String, Long> commits = new LinkedHashMap<>();
        api.post("/v2/contracts/get", Map.of("customer_id", customer.customer(), "contract_id", customer.contract()))
                .at("/data/commits")
                .forEach(commit -> commits.put(
                        Oracle.text(commit, "id"), cents(commit.at("/access_schedule/schedule_items/0"), "amount")));
        return commits;
    }

    private static long cents(JsonNode object, String field) {
        return object.path(field).decimalValue().longValueExact();
    }

    private static long sum(Collection<Long> cents) {
        return cents.stream().mapToLong(Long::longValue).sum();
    }

    private void expect(boolean holds, RechargedCustomer customer, String otherwise) {
        if (!holds) {
            problems.add(customer + " " + otherwise);
        }
    }
}
