package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a reconciliation is shown of a Stripe account. */
class StripeInventoryTest extends StripeAgainstSandbox {
    private static final Account ACCOUNT = new Account(
            Engine.method("acct"), BillingProvider.STRIPE, DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER, "acct");

    @Test
    void it_lists_live_and_voided_invoices_with_our_ids_and_units() {
        DeliveryId live = add("cus_1", 2, false);
        DeliveryId voided = add("cus_2", 1, false);
        engine.run();
        engine.withdraw(voided);
        engine.run();

        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .extracting(Holding::deliveryId, Holding::ref, Holding::live, Holding::status, Holding::currency)
                .containsExactlyInAnyOrder(
                        tuple(live, engine.get(live).providerRef(), true, "open", "usd"),
                        tuple(voided, only(voided).id(), false, "void", "usd"));
        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .filteredOn(Holding::live)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.total()).isEqualByComparingTo("2500");
                    assertThat(each.invoiceId()).isEqualTo(engine.get(live).invoice());
                    assertThat(each.createdAt()).isEqualTo(Engine.START);
                });
    }

    @Test
    void one_of_zero_is_called_paid_and_one_that_somebody_paid_is_not_taken_for_such() {
        DeliveryId free = addTotal("cus_1", 0, "charge_automatically");
        addTotal("cus_2", 1250, "auto_charge_payment_intent");
        engine.run();

        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .hasSize(2)
                .filteredOn(Holding::isPaidByNothing)
                .extracting(Holding::deliveryId)
                .containsExactly(free);
    }

    @Test
    void a_total_is_shown_without_the_tax_that_stripe_or_the_caller_computed() {
        addTaxed("cus_1", 2);
        engine.run();
        String given = make("customer=cus_2&currency=usd&metadata[downbeat_tax_amount]=200&metadata[delivery_id]="
                + UUID.randomUUID());
        post("/v1/invoices/" + given + "/add_lines", "lines[0][amount]=1200&lines[0][description]=x");
        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .extracting(each -> each.total().longValueExact())
                .containsExactlyInAnyOrder(2500L, 1000L);
    }

    @Test
    void the_interval_includes_its_start_and_not_its_end() {
        add("cus_1", 1, false);
        engine.run();
        Instant made = Engine.START;
        assertThat(listed(made, made.plusSeconds(1))).hasSize(1);
        assertThat(listed(made.plusSeconds(1), made.plusSeconds(9))).isEmpty();
        assertThat(listed(made.minusSeconds(9), made)).isEmpty();
        assertThat(listed(made.minusSeconds(9), made.plusNanos(1))).hasSize(1);
    }

    @Test
    void other_peoples_invoices_are_left_out_and_a_strange_id_is_shown_as_none() {
        make("customer=cus_1&currency=eur&metadata[note]=theirs");
        make("customer=cus_1&currency=eur&metadata[delivery_id]=typed-by-hand");
        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .singleElement()
                .satisfies(each -> assertThat(each.deliveryId()).isNull());
    }

    @Test
    void a_total_in_another_currency_is_shown_in_that_currencys_own_units() {
        String id = make("customer=cus_1&currency=eur&metadata[delivery_id]=" + UUID.randomUUID());
        post("/v1/invoices/" + id + "/add_lines", "lines[0][amount]=1250&lines[0][description]=x");
        String yen = make("customer=cus_1&currency=jpy&metadata[delivery_id]=" + UUID.randomUUID());
        post("/v1/invoices/" + yen + "/add_lines", "lines[0][amount]=1250&lines[0][description]=x");
        assertThat(listed(Engine.START, Engine.START.plusSeconds(1)))
                .extracting(Holding::currency, each -> each.total().toPlainString())
                .containsExactlyInAnyOrder(tuple("eur", "12.50"), tuple("jpy", "1250"));
    }

    @Test
    void every_page_is_followed() {
        for (int i = 0; i < 101; i++) {
            make("customer=cus_" + i + "&metadata[delivery_id]=" + UUID.randomUUID());
        }
        assertThat(listed(Engine.START, Engine.START.plusSeconds(1))).hasSize(101);
        fault("{\"provider\": \"stripe\", \"step\": \"list_invoices\", \"fault\": \"server_error\", \"after\": 1}");
        assertThat(inventory(ACCOUNT)).isInstanceOf(Inventory.Failed.class);
    }

    @Test
    void a_refused_key_is_a_failed_question_and_not_an_empty_account() {
        apiKey = "sk_invalid";
        assertThat(inventory(ACCOUNT))
                .isInstanceOfSatisfying(
                        Inventory.Failed.class,
                        failed -> assertThat(failed.answer()).isInstanceOf(Answer.Misconfigured.class));
    }

    @Test
    void where_our_clock_is_simulated_no_date_leaves_anything_out() {
        add("cus_1", 1, false);
        engine.run();
        var settings = new StripeSettings(settings().apiBase(), StripeSettings.UNLIMITED, false);
        Inventory inventory =
                new StripeInventory(calls(), settings).of(ACCOUNT, Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        assertThat(((Inventory.Listed) inventory).holdings()).hasSize(1);
    }

    private Inventory inventory(Account account) {
        return adapter().inventory(account, Engine.START, Engine.START.plus(Duration.ofDays(1)));
    }

    private List<Holding> listed(Instant from, Instant until) {
        return ((Inventory.Listed) adapter().inventory(ACCOUNT, from, until)).holdings();
    }

    private String make(String form) {
        return post("/v1/invoices", form).json().path("id").asString();
    }

    private HttpResult.Response post(String path, String form) {
        var caller = new StripeCalls.Caller(new DeliveryMethodId(UUID.randomUUID()), "acct_9");
        return (HttpResult.Response) calls().post(caller, path, form.getBytes(StandardCharsets.UTF_8), null);
    }
}
