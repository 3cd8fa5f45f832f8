package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out about a configuration before an invoice goes there. */
class StripePreflightTest extends StripeAgainstSandbox {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cus_1 | charge_automatically | collection_method=OK, credentials=OK, currency=OK, customer=OK",
                "cus_1 | manually_charge_payment_intent | collection_method=OK, credentials=OK, currency=OK,"
                        + " customer=OK",
                "cus_unpayable | charge_automatically"
                        + " | collection_method=WARNING, credentials=OK, currency=OK, customer=OK",
                "cus_unpayable | auto_charge_payment_intent"
                        + " | collection_method=WARNING, credentials=OK, currency=OK, customer=OK",
                "cus_unpayable | send_invoice | collection_method=OK, credentials=OK, currency=OK, customer=OK",
                "cus_silent | send_invoice | collection_method=WARNING, credentials=OK, currency=OK, customer=OK",
                "cus_eur | send_invoice | collection_method=OK, credentials=OK, currency=WARNING, customer=OK",
                "cus_missing | send_invoice | credentials=OK, customer=FAILED",
                "cus_deleted | send_invoice | credentials=OK, customer=FAILED",
                "cus_1 | charge_later | collection_method=FAILED, credentials=OK, currency=OK, customer=OK"
            })
    void each_thing_that_can_be_wrong_is_named(String customer, String method, String expected) {
        Map<String, Preflight.Verdict> found = new TreeMap<>();
        for (Point point : points(customer, method)) {
            found.merge(point.name(), point.verdict(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        assertThat(found).hasToString("{" + expected + "}");
    }

    @Test
    void a_refused_key_is_named_and_nothing_further_is_asked() {
        apiKey = "sk_invalid";
        assertThat(points("cus_1", "send_invoice")).singleElement().satisfies(point -> {
            assertThat(point.name()).isEqualTo("credentials");
            assertThat(point.verdict()).isEqualTo(Preflight.Verdict.FAILED);
            assertThat(point.detail()).contains("API key").doesNotContain("sk_invalid");
        });
    }

    @Test
    void a_key_that_was_just_mended_is_the_one_that_is_tried() {
        apiKey = "sk_invalid";
        var adapter = adapter();
        assertThat(adapter.preflight(question("cus_1", "send_invoice"))).hasSize(1);
        apiKey = "sk_good";
        assertThat(adapter.preflight(question("cus_1", "send_invoice"))).hasSize(4);
    }

    /** Of an account that cannot charge. */
    @ParameterizedTest
    @CsvSource({
        "false, , , FAILED",
        "true, , , WARNING",
        "false, true, , WARNING",
        "true, false, , FAILED",
        "false, , true, WARNING",
        "true, , false, FAILED",
        "true, true, false, FAILED",
        "false, false, true, WARNING"
    })
    void whoever_is_asked_first_whether_invoices_stay_drafts_decides_whether_the_account_has_to_charge(
            boolean ofAccount,
            @Nullable Boolean ofCustomer,
            @Nullable Boolean ofConfiguration,
            Preflight.Verdict verdict) {
        customerLeavesDrafts = ofCustomer;
        Map<String, Object> keys =
                new HashMap<>(Map.of("stripe_customer_id", "cus_1", "stripe_collection_method", "send_invoice"));
        if (ofConfiguration != null) {
            keys.put("leave_stripe_invoices_in_draft", ofConfiguration);
        }
        String settings =
                "{\"stripe_account_id\": \"acct_restricted_1\", \"leave_invoices_in_draft\": " + ofAccount + "}";

        assertThat(adapter().preflight(question(keys, settings)))
                .filteredOn(point -> point.name().equals("credentials"))
                .extracting(Point::verdict)
                .containsExactly(verdict);
    }

    @Test
    void no_answer_is_no_verdict() {
        fault("{\"provider\": \"stripe\", \"step\": \"get_account\", \"fault\": \"server_error\"}");
        assertThat(points("cus_1", "send_invoice"))
                .singleElement()
                .satisfies(point -> assertThat(point.verdict()).isEqualTo(Preflight.Verdict.UNKNOWN));
        fault("{\"provider\": \"stripe\", \"step\": \"get_customer\", \"fault\": \"unavailable\"}");
        assertThat(points("cus_1", "send_invoice"))
                .filteredOn(point -> point.name().equals("customer"))
                .singleElement()
                .satisfies(point -> assertThat(point.verdict()).isEqualTo(Preflight.Verdict.UNKNOWN));
    }

    private List<Point> points(String customer, String method) {
        return adapter().preflight(question(customer, method));
    }

    private static Preflight question(String customer, String method) {
        return question(
                Map.of("stripe_customer_id", customer, "stripe_collection_method", method),
                "{\"stripe_account_id\": \"acct_9\"}");
    }

    private static Preflight question(Map<String, Object> keys, String settings) {
        var configuration = new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                new CustomerId(UUID.randomUUID()),
                BillingProvider.STRIPE,
                Engine.method("acct"),
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                Json.read(Json.write(keys)),
                Json.read(settings),
                null,
                List.of(),
                null);
        return new Preflight(configuration, CreditType.USD_CENTS, List.of());
    }
}
