package io.downbeat.delivery.contract;

import io.downbeat.connectors.gcp.GoogleKeys;
import io.downbeat.delivery.contract.Destination.Kind;
import io.downbeat.delivery.contract.Destination.LostAnswer;
import io.downbeat.delivery.contract.Destination.Pause;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.PrivateKeys;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** All eight destinations, and what each case of the contract means there. */
final class Destinations {
    private static final String DIRECT = "direct_to_billing_provider";
    private static final String AWS_KEYS = """
        "aws_region": "us-east-1", "aws_access_key_id": "AKIACONTRACT", "aws_secret_access_key": "not-a-key"\
        """;
    private static final String AWS_MENDING =
            "{\"aws_access_key_id\": \"AKIACONTRACT\", \"aws_secret_access_key\": \"another-key\"}";

    /** Where metering stopped for a buyer, and how it goes on. */
    private static final String THREE_IN_A_ROW = "3 records in a row";

    private static final String CREDENTIALS_DOOR = "/credentials";

    private static final String HALF = "drop_mid_body";
    private static final String REFUSED = "Refused by a fault of the sandbox";
    private static final List<String> STRIPE_WRITES =
            List.of("create_invoice", "add_lines", "finalize", "update_invoice");

    private Destinations() {}

    static Stream<Destination> all(URI sandbox) {
        String google = GoogleKeys.serviceAccount(sandbox, "meter@project.iam");
        return Stream.of(stripe(), netsuite(), aws(), azure(), gcp(google), tackle(), sqs(), sns());
    }

    private static Destination stripe() {
        return new Destination(
                "Stripe",
                "stripe",
                DIRECT,
                "stripe",
                Kind.INVOICE,
                "{\"stripe_account_id\": \"acct_contract\", \"stripe_api_key\": \"rk_contract\"}",
                "{\"stripe_api_key\": \"rk_other\"}",
                label -> """
                    {"stripe_customer_id": "cus_%s", "stripe_collection_method": "send_invoice"}\
                    """.formatted(label),
                STRIPE_WRITES,
                Destination.at("stripe", STRIPE_WRITES, HALF),
                LostAnswer.ASKED,
                Pause.NAMED,
                Trouble.parked(Fault.of("stripe", "create_invoice", "bad_request"), REFUSED),
                Trouble.delivered(
                        Fault.of("stripe", "create_invoice", "cached_error"),
                        Fault.of("stripe", "add_lines", "cached_error_after"),
                        Fault.of("stripe", "finalize", "cached_error"),
                        Fault.of("stripe", "update_invoice", "cached_error")),
                // Nothing is released before it was read back, so a wrong one can be voided and made again.
                Trouble.delivered(Fault.of("stripe", "finalize", "wrong_total")),
                // The key answers a repeated request with what the first one made.
                Trouble.delivered(
                        Fault.of("stripe", "create_invoice", "server_error_after"),
                        Fault.of("stripe", "add_lines", "server_error_after"),
                        Fault.of("stripe", "finalize", "server_error_after"),
                        Fault.of("stripe", "update_invoice", "server_error_after"),
                        Fault.of("stripe", "list_invoices", "stale_list").calls(3)));
    }

    private static Destination netsuite() {
        return new Destination(
                "NetSuite",
                "netsuite",
                DIRECT,
                "netsuite",
                Kind.INVOICE,
                """
                {"netsuite_account_id": "1234567", "netsuite_client_id": "client-1",
                 "netsuite_certificate_id": "certificate-1", "netsuite_private_key": %s}\
                """.formatted(Json.write(PrivateKeys.EC)),
                "{\"netsuite_client_id\": \"client-1\"}",
                label -> "{\"netsuite_customer_id\": \"%s\"}".formatted(label),
                List.of("upsert_invoice"),
                // An upsert answers 204 with no body at all. A GET may be repeated by the client that sends it.
                List.of(Fault.of("netsuite", "get_invoice", HALF).times(2)),
                LostAnswer.ASKED,
                Pause.NAMED,
                Trouble.parked(Fault.of("netsuite", "upsert_invoice", "bad_request"), REFUSED),
                noErrorIsSaved("netsuite", "upsert_invoice", "an upsert has no idempotency key, each one is worked on"),
                Trouble.parked(Fault.of("netsuite", "upsert_invoice", "wrong_total"), "correct it there"),
                Trouble.delivered(Fault.of("netsuite", "upsert_invoice", "already_exists")));
    }

    private static Destination aws() {
        return new Destination(
                "AWS",
                "aws_marketplace",
                DIRECT,
                "aws",
                Kind.METER,
                "{" + AWS_KEYS + "}",
                AWS_MENDING,
                label -> """
                    {"aws_customer_id": "buyer-%s", "aws_product_code": "prod-contract", "aws_region": "us-east-1"}\
                    """.formatted(label),
                List.of("batch_meter_usage"),
                List.of(Fault.of("aws", "batch_meter_usage", HALF)),
                LostAnswer.REPEATED_WITHOUT_EFFECT,
                Pause.OURS,
                Trouble.parked(
                        Fault.of("aws", "batch_meter_usage", "customer_not_subscribed")
                                .always(),
                        THREE_IN_A_ROW,
                        CREDENTIALS_DOOR),
                noErrorIsSaved("aws", "batch_meter_usage", "a record is its own key, and only accepted ones are kept"),
                noOtherTotal("aws", "batch_meter_usage", "AWS takes a record as it is or refuses it"),
                Trouble.delivered(
                        Fault.of("aws", "batch_meter_usage", "apply_then_drop"),
                        Fault.of("aws", "batch_meter_usage", "duplicate_on_resend")
                                .always()));
    }

    private static Destination azure() {
        return new Destination(
                "Azure",
                "azure_marketplace",
                DIRECT,
                "azure",
                Kind.METER,
                """
                {"azure_tenant_id": "contoso", "azure_client_id": "app-1", "raw_azure_client_secret": "sandbox-secret"}\
                """,
                "{\"raw_azure_client_secret\": \"another-secret\"}",
                label -> "{\"azure_subscription_id\": \"sub-%s\"}".formatted(label),
                List.of("usage_event"),
                List.of(Fault.of("azure", "usage_event", HALF)),
                LostAnswer.REPEATED_WITHOUT_EFFECT,
                Pause.NAMED,
                Trouble.parked(
                        Fault.of("azure", "usage_event", "customer_not_subscribed")
                                .always(),
                        THREE_IN_A_ROW,
                        CREDENTIALS_DOOR),
                noErrorIsSaved("azure", "usage_event", "an event is its own key, and only accepted ones are kept"),
                Trouble.parked(
                        Fault.of("azure", "usage_event", "taken_by_others"),
                        "somebody else wrote that record",
                        "resolve or cancel the record"),
                // 409, with the record that is held: ours.
                Trouble.delivered(Fault.of("azure", "usage_event", "apply_then_drop")));
    }

    private static Destination gcp(String serviceAccount) {
        return new Destination(
                "Google",
                "gcp_marketplace",
                DIRECT,
                "gcp",
                Kind.METER,
                "{\"gcp_provider_id\": \"provider-1\", \"raw_gcp_service_account_key\": %s}"
                        .formatted(Json.write(serviceAccount)),
                "{\"raw_gcp_service_account_key\": %s}".formatted(Json.write(serviceAccount)),
                label -> """
                    {"gcp_entitlement_id": "ent-%s", "gcp_service_name": "acme.endpoints.cloud.goog"}\
                    """.formatted(label),
                List.of("report"),
                List.of(Fault.of("gcp", "report", HALF)),
                LostAnswer.REPEATED_WITHOUT_EFFECT,
                Pause.NAMED,
                Trouble.parked(
                        Fault.of("gcp", "check", "customer_not_subscribed").always(), THREE_IN_A_ROW, CREDENTIALS_DOOR),
                noErrorIsSaved("gcp", "report", "an operation id is remembered once the operation was taken"),
                noOtherTotal("gcp", "report", "a report answers with errors or with nothing"),
                new Trouble.Cannot(
                        Fault.of("gcp", "report", "duplicate_on_resend"),
                        "Google answers the repeat of an operation id like the first, and counts it once"));
    }

    private static Destination tackle() {
        return new Destination(
                "Tackle",
                "aws_marketplace",
                "tackle",
                "tackle",
                Kind.METER,
                "{\"tackle_product_id\": \"tp-1\", \"tackle_api_token\": \"tk-contract\"}",
                "{\"tackle_api_token\": \"tk-other\"}",
                label -> """
                    {"aws_customer_id": "buyer-%s", "aws_product_code": "prod-contract"}\
                    """.formatted(label),
                List.of("put_usage_record"),
                List.of(Fault.of("tackle", "put_usage_record", HALF)),
                LostAnswer.REPEATED_WITHOUT_EFFECT,
                Pause.NAMED,
                Trouble.parked(
                        Fault.of("tackle", "put_usage_record", "bad_request").always(),
                        THREE_IN_A_ROW,
                        CREDENTIALS_DOOR),
                noErrorIsSaved(
                        "tackle", "put_usage_record", "a record is its own key, and only accepted ones are kept"),
                Trouble.parked(
                        Fault.of("tackle", "put_usage_record", "wrong_total"),
                        "somebody else wrote that record",
                        "resolve or cancel the record"),
                // Half a minute later the record is on its way to AWS, and the repeat is told so by a 409.
                Trouble.delivered(
                        Fault.of("tackle", "put_usage_record", "apply_then_drop"),
                        Fault.of("tackle", "put_usage_record", "rate_limited").retryAfter(30)));
    }

    /** A standard queue: it keeps every copy. */
    private static Destination sqs() {
        return queue(
                "SQS",
                "aws_sqs",
                "\"aws_sqs_queue_url\": \"https://sqs.us-east-1.amazonaws.com/111122223333/contract\"",
                "sqs_send_message",
                LostAnswer.COPIED,
                Trouble.parked(
                        Fault.of("aws", "sqs_send_message", "wrong_md5"),
                        "the MD5 of another body",
                        "not this invoice"),
                "a standard queue takes each copy as a message of its own");
    }

    /** A FIFO topic: copies within five minutes are one. */
    private static Destination sns() {
        return queue(
                "SNS",
                "aws_sns",
                "\"aws_sns_topic_arn\": \"arn:aws:sns:us-east-1:111122223333:contract.fifo\"",
                "sns_publish",
                LostAnswer.REPEATED_WITHOUT_EFFECT,
                new Trouble.Cannot(
                        Fault.of("aws", "sns_publish", "wrong_md5"), "a topic says nothing of the body that it took"),
                "a FIFO topic answers a copy like the first, with the same message id");
    }

    private static Destination queue(
            String name,
            String method,
            String address,
            String step,
            LostAnswer lostAnswer,
            Trouble wrongTotal,
            String noDuplicate) {
        return new Destination(
                name,
                "aws_marketplace",
                method,
                "aws",
                Kind.MESSAGE,
                "{%s, %s}".formatted(address, AWS_KEYS),
                AWS_MENDING,
                label -> """
                    {"aws_customer_id": "%s-%s", "aws_product_code": "prod-contract", "aws_region": "us-east-1"}\
                    """.formatted(method, label),
                List.of(step),
                List.of(Fault.of("aws", step, HALF)),
                lostAnswer,
                Pause.NAMED,
                Trouble.parked(Fault.of("aws", step, "bad_request"), "Invalid"),
                noErrorIsSaved("aws", step, "a message that was not taken leaves nothing behind"),
                wrongTotal,
                new Trouble.Cannot(Fault.of("aws", step, "duplicate_on_resend"), noDuplicate));
    }

    private static Trouble noErrorIsSaved(String provider, String step, String why) {
        return new Trouble.Cannot(Fault.of(provider, step, "cached_error"), why);
    }

    private static Trouble noOtherTotal(String provider, String step, String why) {
        return new Trouble.Cannot(Fault.of(provider, step, "wrong_total"), why);
    }
}
