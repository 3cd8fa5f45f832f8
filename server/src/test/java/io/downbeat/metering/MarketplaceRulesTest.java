package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.configurations.Refusals;
import io.downbeat.metering.settlement.MeteredInvoice;
import io.downbeat.metering.settlement.Settlement;
import io.downbeat.testing.CapturedLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on every connector to a marketplace, at its boundaries (domain.md C.6). */
class MarketplaceRulesTest extends FakeMarketplaceHarness {
    private MeteredInvoice of(InvoiceId invoice) {
        return harness.metering.of(invoice).orElseThrow();
    }

    private void nobodyAnswers() {
        for (int i = 0; i < 300; i++) {
            connector.next(new RecordAnswer.NoAnswer("timeout"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2025-06-01T02:59:59Z, ''",
        "2025-06-01T03:00:00Z, DEADLINE_NEAR",
        "2025-06-01T05:44:59Z, DEADLINE_NEAR",
        "2025-06-01T05:45:00Z, DEADLINE_CLOSE DEADLINE_NEAR",
        "2025-06-01T05:59:59Z, DEADLINE_CLOSE DEADLINE_NEAR",
        "2025-06-01T06:00:00Z, SLOT_PARKED"
    })
    void a_slots_end_is_told_at_half_of_its_window_and_a_quarter_of_an_hour_before(String at, String alerts) {
        nobodyAnswers();
        harness.advanceTo(at);
        assertThat(String.join(" ", harness.alerts())).isEqualTo(alerts);
    }

    @Test
    void the_end_is_told_also_of_a_slot_that_nobody_tries() {
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        harness.moveTo("2025-06-01T03:00:00Z");
        assertThat(harness.node.deadlines.runDue(harness.instant())).isOne();
        assertThat(harness.alerts()).containsExactly("DEADLINE_NEAR");
        assertThat(harness.node.deadlines.runDue(harness.instant())).isZero();
        harness.node.settle();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
    }

    @ParameterizedTest(name = "{0} cents")
    @CsvSource({"99, '99'", "100, '100'", "101, '100 1'", "250, '100 100 50'"})
    void what_one_record_cannot_hold_goes_on_in_the_next_hours(String cents, String quantities) {
        connector.most = 100;
        june.due(cents);
        harness.advanceTo("2025-06-01T06:00:00Z");
        assertThat(june.quantities().stream().map(String::valueOf).toList()).isEqualTo(List.of(quantities.split(" ")));
    }

    @Test
    void what_one_record_cannot_hold_at_the_periods_end_takes_its_last_free_hours() {
        harness.advanceTo("2025-06-30T23:59:59Z");
        connector.most = 100;
        june.due("350");
        harness.advanceTo("2025-07-01T00:05:00Z");
        assertThat(harness.texts(acme))
                .containsExactly(
                        "2025-06-01T00:00:00Z 100 CONFIRMED",
                        "2025-06-30T21:00:00Z 50 CONFIRMED",
                        "2025-06-30T22:00:00Z 100 CONFIRMED",
                        "2025-06-30T23:00:00Z 100 CONFIRMED");
    }

    @Test
    void archiving_the_configuration_is_told_once_and_what_is_due_stays_visible() {
        harness.advanceTo("2025-06-10T10:30:00Z");
        june.due("130");
        harness.archive(acme);
        harness.advanceTo("2025-06-20T00:00:00Z");
        assertThat(june.quantities()).containsExactly(100L);
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(of(june.id).reason()).contains("archived");

        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeWithoutRoute(130);
        assertThat(harness.alerts()).isEmpty();
        assertThat(of(june.id)).satisfies(left -> {
            assertThat(left.finalCents()).isEqualByComparingTo("130");
            assertThat(left.cents().confirmed()).isEqualTo(100);
            assertThat(left.reason()).contains("archived");
        });
    }

    @Test
    void archiving_a_configuration_that_nothing_is_metered_to_any_more_tells_nobody() {
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        harness.advanceTo("2025-07-02T01:00:00Z");
        harness.archive(acme);
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void a_stop_is_over_when_its_configuration_is_archived_and_nothing_is_metered_to_it_any_more() {
        for (int i = 0; i < Refusals.MOST; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        try (CapturedLog log = new CapturedLog()) {
            harness.archive(acme);
            assertThat(log.lines(Level.WARN)).singleElement().asString().startsWith("metering is over for good");
        }
        assertThat(harness.alerts()).isEmpty();
    }

    @Test
    void a_stop_stays_told_when_its_configuration_is_archived_while_an_invoice_is_open_and_advises_no_resume() {
        for (int i = 0; i < Refusals.MOST; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-06-10T00:00:00Z");
        assertThat(openDetail()).contains("/resume");
        harness.archive(acme);
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(openDetail())
                .contains("was archived", "nothing more goes out")
                .doesNotContain("/resume");
        try (CapturedLog log = new CapturedLog()) {
            june.voided();
            assertThat(log.lines(Level.WARN)).singleElement().asString().startsWith("metering is over for good");
        }
        assertThat(harness.alerts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusals_that_come_back_after_the_configuration_was_archived_advise_no_resume(boolean isOpen) {
        connector.most = 20;
        for (int hour = 1; hour <= 5; hour++) {
            harness.moveTo("2025-06-01T0" + hour + ":05:00Z");
            harness.node.hours.runDue(harness.instant());
        }
        connector.next(_ -> {
            if (!isOpen) {
                june.voided();
            }
            harness.archive(acme);
            return new BatchAnswer.All(new RecordAnswer.NotSubscribed(), BatchAnswer.Receipt.NONE);
        });
        harness.node.settle();
        assertThat(connector.requests.getFirst()).hasSizeGreaterThan(Refusals.MOST);
        if (isOpen) {
            assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
            assertThat(openDetail()).contains("was archived").doesNotContain("/resume");
        } else {
            assertThat(harness.alerts()).isEmpty();
        }
        assertThat(harness.told).isEmpty();
    }

    private String openDetail() {
        return harness.sql
                .sql("SELECT detail FROM incident WHERE ended_at IS NULL")
                .query(String.class)
                .single();
    }

    @Test
    void an_agreement_that_ended_is_told_once_and_the_alert_ends_when_metering_goes_on() {
        for (int i = 0; i < Refusals.MOST; i++) {
            connector.next(new RecordAnswer.NotSubscribed());
        }
        harness.advanceTo("2025-06-02T00:00:00Z");
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(harness.sql
                        .sql("SELECT detail FROM incident")
                        .query(String.class)
                        .single())
                .contains("no agreement")
                .contains("POST /downbeat/v1/deliveryMethods/" + account + "/credentials")
                .contains("another provider");
        harness.mend(account);
        assertThat(harness.alerts()).isEmpty();
        harness.advanceTo("2025-06-02T02:00:00Z");
        assertThat(harness.slots(acme).getLast().text()).endsWith("100 CONFIRMED");
    }

    @Test
    void what_was_metered_beyond_a_total_is_worked_off_by_the_contracts_later_usage() {
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(june.settle(60))
                .isInstanceOfSatisfying(
                        Settlement.Settled.class,
                        done -> assertThat(done.over()).isEqualTo(40));
        MeteringHarness.Draft july = harness.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        MeteringHarness.Draft others = harness.draft(acme, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        others.due("7");
        july.due("39");
        harness.advanceTo("2025-07-02T02:00:00Z");
        assertThat(june.quantities()).as("another contract works nothing off").containsExactly(100L, 7L);
        july.due("40");
        harness.advanceTo("2025-07-02T03:10:00Z");
        assertThat(june.quantities()).containsExactly(100L, 7L);
        july.due("41");
        harness.advanceTo("2025-07-02T04:10:00Z");
        assertThat(june.quantities()).containsExactly(100L, 7L, 1L);
        assertThat(of(july.id).cents().carried()).isEqualTo(40);
        assertThat(of(june.id).cents().carried()).isEqualTo(-40);

        harness.advanceTo("2025-08-02T00:00:00Z");
        july.finalizeAt(41);
        harness.advanceTo("2025-08-02T01:00:00Z");
        assertThat(july.settle(41))
                .isInstanceOfSatisfying(
                        Settlement.Settled.class,
                        done -> assertThat(done.over()).isZero());
        assertThat(june.settle(60))
                .isInstanceOfSatisfying(
                        Settlement.Settled.class,
                        done -> assertThat(done.over()).isZero());
    }

    @Test
    void a_voided_invoice_gives_nothing_back_until_another_takes_its_place() {
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(100);
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.voided();
        assertThat(of(june.id)).satisfies(left -> {
            assertThat(left.cents().billed()).isEqualTo(100);
            assertThat(left.regenerated()).isFalse();
        });
        InvoiceId again = june.regenerated(100);
        harness.advanceTo("2025-07-02T01:00:00Z");
        assertThat(of(june.id).regenerated()).isTrue();
        assertThat(of(again).cents().confirmed()).isEqualTo(100);
        assertThat(june.quantities()).containsExactly(100L);
    }

    @Test
    void a_buyer_is_the_same_by_any_name_and_in_any_region() {
        var direct = AwsBuyer.of(Map.of(
                "aws_region", "eu-west-1",
                "aws_product_code", "prod-1",
                "aws_customer_id", "c1",
                "aws_customer_account_id", "123"));
        var byAccount = AwsBuyer.of(Map.of("aws_product_code", "prod-1", "aws_customer_account_id", "123"));
        var byCustomer = AwsBuyer.of(Map.of("aws_product_code", "prod-1", "aws_customer_id", "c1"));
        var another = AwsBuyer.of(Map.of("aws_product_code", "prod-2", "aws_customer_id", "c1"));
        assertThat(direct.key()).isEqualTo("aws/eu-west-1/prod-1/123");
        assertThat(direct.names()).containsAll(byAccount.names()).containsAll(byCustomer.names());
        assertThat(direct.names()).doesNotContainAnyElementsOf(another.names());
    }
}
