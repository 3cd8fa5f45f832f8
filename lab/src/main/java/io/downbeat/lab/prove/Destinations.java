package io.downbeat.lab.prove;

import io.downbeat.lab.prove.Destination.Kind;
import io.downbeat.platform.http.Json;
import java.util.List;

/** All eight ways out, each with its own troubles: those that pass and those for good. */
final class Destinations {
    /** Signs Stripe's webhooks. */
    static final String WEBHOOK_SECRET = "whsec_prove";

    /** Marks the customers whose messages a queue refuses; queues know no customers, so a fault looks for it. */
    static final String REFUSED = "refused-";

    private static final String DIRECT = "direct_to_billing_provider";
    private static final String AWS_KEYS =
            "\"aws_region\": \"us-east-1\", \"aws_access_key_id\": \"AKIAPROVE\", \"aws_secret_access_key\":"
                    + " \"not-a-key\"";
    private static final String AWS_CUSTOMER = """
        {"aws_customer_id": "%s", "aws_product_code": "prod-prove", "aws_region": "us-east-1"}\
        """;
    private static final String BUYER = "buyer-%s";

    /** A wrong total is seen before anything is released; the invoice is voided and made anew. */
    private static final List<String> STRIPE_FAULTS = List.of(
            "lock_timeout",
            "cached_error",
            "cached_error_after",
            "key_expiry",
            "stale_list",
            "wrong_total",
            "webhook_repeated",
            "webhook_reordered");

    static final List<Destination> ALL =
            List.of(stripe(), netsuite(), aws(), azure(), google(), tackle(), sqs(), sns());

    private Destinations() {}

    private static Destination stripe() {
        return new Destination(
                "Stripe",
                "stripe",
                DIRECT,
                "stripe",
                Kind.INVOICE,
                (sandbox, key) -> """
                    {"stripe_account_id": "acct_prove", "stripe_api_key": "rk_prove", "stripe_days_until_due": 30,
                     "stripe_webhook_secret": "%s"}\
                    """.formatted(WEBHOOK_SECRET),
                """
                {"stripe_customer_id": "%s", "stripe_collection_method": "send_invoice"}\
                """,
                "cus_%s",
                STRIPE_FAULTS,
                List.of(Refusal.of("cus_missing%s", "No such customer")));
    }

    private static Destination netsuite() {
        return new Destination(
                "NetSuite",
                "netsuite",
                DIRECT,
                "netsuite",
                Kind.INVOICE,
                (sandbox, key) -> """
                    {"netsuite_account_id": "1234567_SB1", "netsuite_client_id": "prove", "netsuite_certificate_id": "prove",
                     "netsuite_subsidiary_id": "1", "netsuite_private_key": %s}\
                    """.formatted(Json.write(key)),
                """
                {"netsuite_customer_id": "%s"}\
                """,
                "%s",
                List.of("token_expiry", "already_exists"),
                List.of(
                        Refusal.of("missing%s", "Invalid Field Value missing"),
                        new Refusal("%s", "has no netsuite_internal_item_id", true),
                        Refusal.of("closed%s", "The posting period of this transaction is closed")));
    }

    /** By a role, so that STS can fail too. */
    private static Destination aws() {
        return new Destination(
                "AWS",
                "aws_marketplace",
                DIRECT,
                "aws",
                Kind.METER,
                (sandbox, key) -> """
                    {%s, "aws_iam_role_arn": "arn:aws:iam::111122223333:role/needs-external-id",
                     "aws_external_id": "prove"}\
                    """.formatted(AWS_KEYS),
                AWS_CUSTOMER,
                BUYER,
                List.of("unprocessed", "duplicate_on_resend"),
                List.of(
                        Refusal.of("unsubscribed-%s", "the customer has no agreement for this product"),
                        // AWS refuses the whole batch for it; halving finds it, and the others get through.
                        Refusal.of("invalid-%s", "You have metered usage for a customer that is invalid")));
    }

    private static Destination azure() {
        return new Destination(
                "Azure",
                "azure_marketplace",
                DIRECT,
                "azure",
                Kind.METER,
                (sandbox, key) -> """
                    {"azure_tenant_id": "prove", "azure_client_id": "prove", "raw_azure_client_secret": "not-a-secret"}\
                    """,
                """
                {"azure_subscription_id": "%s"}\
                """,
                "sub-%s",
                List.of("request_level_error", "unprocessed", "plan_changed", "token_revoked"),
                List.of(
                        Refusal.of("suspended-%s", "is Suspended, not Subscribed"),
                        Refusal.of("foreign-%s", "You are not authorized to provide usage for this resource"),
                        Refusal.of("missing-%s", "Azure knows no SaaS subscription")));
    }

    private static Destination google() {
        return new Destination(
                "Google",
                "gcp_marketplace",
                DIRECT,
                "gcp",
                Kind.METER,
                (sandbox, key) -> """
                    {"gcp_provider_id": "prove", "raw_gcp_service_account_key": {"type": "service_account",
                     "private_key_id": "prove", "client_email": "meter@prove.iam.gserviceaccount.com",
                     "private_key": %s, "token_uri": "%s/gcp/token"}}\
                    """.formatted(Json.write(key), sandbox),
                """
                {"gcp_entitlement_id": "%s", "gcp_service_name": "prove.endpoints.cloud.goog"}\
                """,
                "ent-%s",
                List.of("unprocessed", "token_revoked"),
                List.of(
                        Refusal.of("unbilled-%s", "BILLING_DISABLED"),
                        Refusal.of("cancelled-%s", "is ENTITLEMENT_CANCELLED"),
                        Refusal.of("missing-%s", "not found")));
    }

    private static Destination tackle() {
        return new Destination(
                "Tackle",
                "aws_marketplace",
                "tackle",
                "tackle",
                Kind.METER,
                (sandbox, key) -> """
                    {"tackle_product_id": "prove", "tackle_api_token": "not-a-token"}\
                    """,
                AWS_CUSTOMER,
                BUYER,
                List.of("stale_list"),
                List.of(
                        // Tackle takes it, and AWS does not.
                        Refusal.of("unsubscribed-%s", "Tackle says failed: CustomerNotSubscribed"),
                        Refusal.of("invalid-%s", "The customer_id is not known")));
    }

    /** FIFO. */
    private static Destination sqs() {
        return queue(
                "SQS",
                "aws_sqs",
                "\"aws_sqs_queue_url\": \"https://sqs.us-east-1.amazonaws.com/111122223333/prove.fifo\"",
                "InvalidMessageContents");
    }

    /** Standard. */
    private static Destination sns() {
        return queue(
                "SNS",
                "aws_sns",
                "\"aws_sns_topic_arn\": \"arn:aws:sns:us-east-1:111122223333:prove\"",
                "Invalid parameter: Message");
    }

    private static Destination queue(String name, String method, String address, String refused) {
        return new Destination(
                name,
                "aws_marketplace",
                method,
                "aws",
                Kind.MESSAGE,
                (sandbox, key) -> "{%s, %s}".formatted(address, AWS_KEYS),
                AWS_CUSTOMER,
                BUYER,
                List.of("kms_throttled"),
                List.of(Refusal.of(REFUSED + "%s", refused)));
    }
}
