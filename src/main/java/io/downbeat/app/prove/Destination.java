package io.downbeat.app.prove;

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

    static final List<Destination> ALL = List.of(
            new Destination("Stripe", "stripe", DIRECT, "stripe", Kind.INVOICE, (sandbox, key) -> """
                {"stripe_account_id": "acct_prove", "stripe_api_key": "rk_prove", "stripe_days_until_due": 30}\
                """, label ->
                    """
                    {"stripe_customer_id": "cus_%s", "stripe_collection_method": "send_invoice"}\
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
