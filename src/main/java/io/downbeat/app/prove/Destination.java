package io.downbeat.app.prove;

import io.downbeat.platform.Json;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * One of the ways out, as the proof sets it up and as the ledger shows it.
 *
 * @param method the delivery method, in the API's words
 * @param ledgerProvider how the sandbox calls who holds it
 * @param settings the account's configuration as JSON, from the sandbox's address and a fresh private key in PEM
 * @param customerKeys the customer's configuration as JSON, from a label of eight hexadecimal digits that is the
 *     customer's own
 */
record Destination(
        String name,
        String provider,
        String method,
        String ledgerProvider,
        Kind kind,
        BinaryOperator<String> settings,
        UnaryOperator<String> customerKeys) {

    enum Kind {
        /** One object there for each invoice, by the delivery's id. */
        INVOICE,
        /** Hourly records; of one buyer they sum to the invoices. */
        METER,
        /** At least one message for each invoice, each a copy of the same. */
        MESSAGE
    }

    private static final String DIRECT = "direct_to_billing_provider";
    private static final String AWS_KEYS =
            "\"aws_region\": \"us-east-1\", \"aws_access_key_id\": \"AKIAPROVE\", \"aws_secret_access_key\":"
                    + " \"not-a-key\"";

    boolean isMarketplace() {
        return provider.endsWith("_marketplace");
    }

    /** The sandbox's step that stands for all calls to it: queues share their provider with metering. */
    String everyCall() {
        return switch (method) {
            case "aws_sqs" -> "sqs_send_message";
            case "aws_sns" -> "sns_publish";
            default -> "*";
        };
    }

    static final List<Destination> ALL = List.of(
            new Destination("Stripe", "stripe", DIRECT, "stripe", Kind.INVOICE, (sandbox, key) -> """
                {"stripe_account_id": "acct_prove", "stripe_api_key": "rk_prove", "stripe_days_until_due": 30}\
                """, label ->
                    """
                    {"stripe_customer_id": "cus_%s", "stripe_collection_method": "send_invoice"}\
                    """.formatted(label)),
            new Destination(
                    "NetSuite",
                    "netsuite",
                    DIRECT,
                    "netsuite",
                    Kind.INVOICE,
                    (sandbox, key) -> """
                        {"netsuite_account_id": "1234567_SB1", "netsuite_client_id": "prove", "netsuite_certificate_id": "prove",
                         "netsuite_subsidiary_id": "1", "netsuite_private_key": %s}\
                        """.formatted(Json.write(key)),
                    label -> """
                        {"netsuite_customer_id": "%s"}\
                        """.formatted(label)),
            new Destination(
                    "AWS",
                    "aws_marketplace",
                    DIRECT,
                    "aws",
                    Kind.METER,
                    (sandbox, key) -> """
                        {%s}\
                        """.formatted(AWS_KEYS),
                    Destination::awsCustomer),
            new Destination("Azure", "azure_marketplace", DIRECT, "azure", Kind.METER, (sandbox, key) -> """
                {"azure_tenant_id": "prove", "azure_client_id": "prove", "raw_azure_client_secret": "not-a-secret"}\
                """, label ->
                    """
                    {"azure_subscription_id": "sub-%s"}\
                    """.formatted(label)),
            new Destination(
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
                    label -> """
                        {"gcp_entitlement_id": "ent-%s", "gcp_service_name": "prove.endpoints.cloud.goog"}\
                        """.formatted(label)),
            new Destination(
                    "Tackle",
                    "aws_marketplace",
                    "tackle",
                    "tackle",
                    Kind.METER,
                    (sandbox, key) -> """
                        {"tackle_product_id": "prove", "tackle_api_token": "not-a-token"}\
                        """,
                    Destination::awsCustomer),
            new Destination(
                    "SQS",
                    "aws_marketplace",
                    "aws_sqs",
                    "aws",
                    Kind.MESSAGE,
                    (sandbox, key) -> """
                        {"aws_sqs_queue_url": "https://sqs.us-east-1.amazonaws.com/111122223333/prove.fifo", %s}\
                        """.formatted(AWS_KEYS),
                    Destination::awsCustomer),
            new Destination(
                    "SNS",
                    "aws_marketplace",
                    "aws_sns",
                    "aws",
                    Kind.MESSAGE,
                    (sandbox, key) -> """
                        {"aws_sns_topic_arn": "arn:aws:sns:us-east-1:111122223333:prove", %s}\
                        """.formatted(AWS_KEYS),
                    Destination::awsCustomer));

    private static String awsCustomer(String label) {
        return """
            {"aws_customer_id": "buyer-%s", "aws_product_code": "prod-prove", "aws_region": "us-east-1"}\
            """.formatted(label);
    }

    /** Every way in which a call can go wrong that every simulator knows. */
    static final List<String> FAULTS = List.of(
            "drop_before",
            "apply_then_drop",
            "drop_mid_body",
            "apply_late",
            "rate_limited",
            "server_error",
            "server_error_after",
            "unavailable");
}
