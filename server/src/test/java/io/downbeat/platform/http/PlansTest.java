package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations of plans, which this server does not have (O8 of the acceptance rows). */
class PlansTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/plans, /v1/packages/list",
        "GET, /v1/planDetails/{plan_id}, /v1/contract-pricing/rate-cards/list",
        "GET, /v1/planDetails/{plan_id}/charges, /v1/packages/list",
        "GET, /v1/planDetails/{plan_id}/customers, /v1/packages/list",
        "GET, /v1/customers/{customer_id}/plans, /v1/contracts/create",
        "POST, /v1/customers/{customer_id}/plans/add, /v1/contracts/create",
        "POST, /v1/customers/{customer_id}/plans/{customer_plan_id}/end, /v1/contracts/updateEndDate",
        "GET, /v1/customers/{customer_id}/plans/{customer_plan_id}/priceAdjustments, overrides",
        "POST, /v1/customers/{customer_id}/addCharge, /v2/contracts/edit with add_scheduled_charges",
        "POST, /v1/credits/createGrant, /v1/contracts/customerCredits/create",
        "POST, /v1/credits/editGrant, /v2/contracts/credits/edit",
        "POST, /v1/credits/voidGrant, /v2/contracts/credits/edit",
        "POST, /v1/credits/listGrants, /v1/contracts/customerBalances/list",
        "POST, /v1/credits/listEntries, /v1/contracts/customerBalances/list",
        "GET, /v1/customers/{customer_id}/costs, /v1/customers/{customer_id}/invoices/breakdowns",
        "POST, /v1/upsertAvalaraCredentials, configure it in Stripe"
    })
    void an_operation_of_plans_names_what_does_the_same(String method, String path, String today) {
        String asked = path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        // What is no JSON at all shows that nobody reads it.
        Api.Answer answer =
                method.equals("GET") ? server.api().get(asked) : server.api().postRaw(asked, "\u0000 not even json");
        assertThat(answer.refused(501))
                .startsWith(method + " " + path + " belongs to plans, which this server does not have: ")
                .contains(today);
        assertThat(answer.response().headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void another_method_on_such_a_path_is_405_as_anywhere() {
        assertThat(server.api().delete("/v1/plans").refused(405)).contains("DELETE");
    }
}
