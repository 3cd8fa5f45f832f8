package io.downbeat.console;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.time.YearMonth;
import java.util.List;

/**
 * A server with something to look at, on 12 July 2025: Acme moved from Stripe to Stripe by invoice to AWS and goes back to
 * Stripe in August; Stripe does not know the customer of Hooli, and answers nothing about Globex since this morning.
 */
public record ConsoleStory(
        TestServer server,
        AccountFixture account,
        AccountFixture.Contract acme,
        AccountFixture.Contract hooli,
        AccountFixture.Contract globex)
        implements AutoCloseable {

    public static ConsoleStory played() {
        TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer acme = account.customer("Acme");
        AccountFixture.Contract contract =
                acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
                    , 'name': 'Enterprise', 'net_payment_terms_days': 30, 'scheduled_charges': [{'product_id': '%s',
                     'schedule': {'schedule_items': [{'timestamp': '2025-02-03T00:00:00Z', 'unit_price': 50000, 'quantity': 1}]}}]\
                    """.formatted(account.fixedProduct));
        AccountFixture.Customer hooli = account.customer("missing_hooli");
        AccountFixture.Contract unknown =
                hooli.contract("2025-05-01T00:00:00Z", hooli.stripe(), ", 'name': 'Media, yearly commitment'");
        AccountFixture.Customer globex = account.customer("globex");
        AccountFixture.Contract lost =
                globex.contract("2025-05-01T00:00:00Z", globex.stripe(), """
                    , 'scheduled_charges': [{'product_id': '%s',
                     'schedule': {'schedule_items': [{'timestamp': '2025-07-12T08:30:00Z', 'unit_price': 120000, 'quantity': 1}]}}]\
                    """.formatted(account.fixedProduct));
        var story = new ConsoleStory(server, account, contract, unknown, lost);
        for (int month = 1; month <= 6; month++) {
            story.month(YearMonth.of(2025, month));
        }
        contract.change(acme.stripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-07-12T08:00:00Z");
        server.sandbox()
                .addFaults(List.of(Fault.of("stripe", "*", "drop_before")
                        .matching("cus_globex")
                        .always()));
        server.advanceTo("2025-07-12T09:00:00Z");
        return story;
    }

    private void month(YearMonth month) {
        AccountFixture.Customer customer = acme.customer();
        server.advanceTo(month.atDay(10) + "T12:00:00Z");
        customer.use("t-" + month, month.atDay(10) + "T10:30:00Z", 51_000 + 2_317L * month.getMonthValue());
        switch (month.getMonthValue()) {
            case 2 ->
                acme.change(customer.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
            case 3 -> acme.change(customer.aws(), "START_OF_NEXT_PERIOD").ok();
            case 6 -> {
                hooli.customer().use("h-" + month, month.atDay(10) + "T10:30:00Z", 231_000);
                globex.customer().use("g-" + month, month.atDay(10) + "T10:30:00Z", 70_110);
            }
            default -> {}
        }
        server.advanceTo(month.plusMonths(1).atDay(2) + "T02:00:00Z");
        if (month.getMonthValue() == 6) {
            customer.use("t-july", "2025-07-01T10:30:00Z", 21_204);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
