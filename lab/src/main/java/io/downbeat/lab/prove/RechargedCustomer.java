package io.downbeat.lab.prove;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One customer that stays at Stripe and pays before it uses, or as soon as it used enough: what it used, and what it must have
 * bought.
 *
 * @param byInvoice whether Stripe collects with an invoice; otherwise with a payment that has none
 * @param used cents in the week that begins then
 * @param usageTexts what a line of a usage invoice says, one or the other of them
 */
record RechargedCustomer(
        String alias,
        String customer,
        String contract,
        RechargeRule rule,
        boolean byInvoice,
        Schedule.Billed billed,
        Map<Instant, Long> used,
        List<String> usageTexts) {
    /** The commit's name, which the line of its purchase says. */
    static final String TOP_UP = "Top-up";

    RechargedCustomer {
        usageTexts = List.copyOf(usageTexts);
        used = new TreeMap<>(used);
    }

    void use(Instant week, long cents) {
        used.merge(week, cents, Long::sum);
    }

    TestCustomer.Due purchase(Instant at, long cents) {
        return new TestCustomer.Due(false, at, cents, 0, List.of(TOP_UP), billed);
    }

    /** @param owed cents of the week that no purchase paid */
    TestCustomer.Due usage(Instant week, long owed) {
        long cents = used.getOrDefault(week, 0L);
        return new TestCustomer.Due(true, week, owed, cents - owed, usageTexts, billed);
    }

    @Override
    public String toString() {
        return "%s (contract %s, %s, by %s)".formatted(alias, contract, rule, byInvoice ? "invoice" : "payment intent");
    }
}
