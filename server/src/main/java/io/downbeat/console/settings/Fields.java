package io.downbeat.console.settings;

import io.downbeat.providers.DeliveryMethodType;
import java.util.Map;

/** What the keys of a delivery method are called on a page, and where a person finds each. */
final class Fields {
    private record Words(String label, String hint) {}

    private static final Map<String, Words> KNOWN = Map.ofEntries(
            field(
                    "stripe_account_id",
                    "Stripe account",
                    "acct_…, in Stripe's dashboard under Settings, Account details."),
            field(
                    "stripe_api_key",
                    "Restricted key",
                    "rk_live_… with write access to invoices and invoice items, and read access to customers."),
            field(
                    "stripe_webhook_secret",
                    "Webhook signing secret",
                    "whsec_…, of the endpoint in Stripe that sends its events here."),
            field("stripe_days_until_due", "Days until due", "For invoices that Stripe sends by mail."),
            field("leave_invoices_in_draft", "Leave invoices in draft", "Somebody finalizes them in Stripe by hand."),
            field("skip_zero_dollar_invoices", "Skip invoices of zero", "They stay here and are not sent."),
            field(
                    "set_effective_at_date_to_inclusive_period_end",
                    "Date invoices by the last day of their period",
                    "Otherwise by the day on which they are sent."),
            field("netsuite_account_id", "NetSuite account", "In NetSuite under Setup, Company Information."),
            field("netsuite_client_id", "Client id", "Of the integration record, shown once when it is saved."),
            field(
                    "netsuite_certificate_id",
                    "Certificate id",
                    "Of the certificate under OAuth 2.0 Client Credentials."),
            field("netsuite_private_key", "Private key", "PEM, of that certificate, with its first and last line."),
            field("netsuite_subsidiary_id", "Subsidiary", "Its internal id, where the account has several."),
            field("aws_region", "Region", "Such as us-east-1, which is also taken where nothing is filled in."),
            field("aws_iam_role_arn", "Role", "arn:aws:iam::…:role/…, which this server assumes."),
            field("aws_external_id", "External id", "As the role's trust policy asks for it."),
            field("aws_access_key_id", "Access key", "AKIA…, where there is no role. Comes with its secret."),
            field("aws_secret_access_key", "Secret of the access key", "Comes with the access key."),
            field("aws_sqs_queue_url", "Queue", "https://sqs.….amazonaws.com/…"),
            field("aws_sns_topic_arn", "Topic", "arn:aws:sns:…"),
            field(
                    "queue_signing_secret",
                    "Signing secret",
                    "Messages are signed with it, so that you know they are ours."),
            field("azure_tenant_id", "Tenant", "Directory id, under App registrations in Microsoft Entra."),
            field("azure_client_id", "Application", "Client id of the application that the offer names."),
            field("raw_azure_client_secret", "Client secret", "Its value, not its id."),
            field("gcp_provider_id", "Provider", "As the Producer Portal names it."),
            field("raw_gcp_service_account_key", "Service account key", "The whole JSON file."),
            field(
                    "raw_gcp_workload_identity_federation_config",
                    "Federation configuration",
                    "The whole JSON file, in place of a key."),
            field("tackle_product_id", "Product", "Its id in Tackle."),
            field("tackle_api_token", "API token", "In Tackle under Settings, API."));

    private Fields() {}

    private static Map.Entry<String, Words> field(String key, String label, String hint) {
        return Map.entry(key, new Words(label, hint));
    }

    /** Whether a form asks for it: some keys are taken and echoed as the API does, and nothing here acts on them. */
    static boolean has(String key) {
        return KNOWN.containsKey(key);
    }

    /** The key itself, where it is none of ours: settings may have others, which are kept as they came. */
    static String label(String key) {
        Words words = KNOWN.get(key);
        return words == null ? key : words.label();
    }

    static String hint(String key) {
        Words words = KNOWN.get(key);
        return words == null ? "" : words.hint();
    }

    static String method(DeliveryMethodType type) {
        return switch (type) {
            case DIRECT_TO_BILLING_PROVIDER -> "direct";
            case AWS_SQS -> "by SQS";
            case AWS_SNS -> "by SNS";
            case TACKLE -> "through Tackle";
        };
    }
}
