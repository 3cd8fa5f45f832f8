package io.downbeat.providers;

import static io.downbeat.providers.Keys.Kind.CREDENTIAL_NAME;
import static io.downbeat.providers.Keys.Kind.DAYS;
import static io.downbeat.providers.Keys.Kind.FLAG;
import static io.downbeat.providers.Keys.Kind.REFERENCE;
import static io.downbeat.providers.Keys.Kind.SECRET;
import static io.downbeat.providers.Keys.Kind.SECRET_JSON;
import static io.downbeat.providers.Keys.Kind.TEXT;

import io.downbeat.platform.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A provider with a way to reach it: which of them fit each other, and what an account of that kind is set up with
 * (design.md part 5, the table of delivery method configuration keys).
 */
record DestinationSpec(BillingProvider provider, DeliveryMethodType type) {
    private static final String DEFAULT_REGION = "us-east-1";

    private static final Keys AWS_CREDENTIALS = Keys.none()
            .with(TEXT, "aws_region", "aws_iam_role_arn", "aws_external_id")
            .with(CREDENTIAL_NAME, "aws_access_key_id")
            .with(SECRET, "aws_secret_access_key")
            .pairing("aws_access_key_id", "aws_secret_access_key");
    private static final Keys STRIPE = Keys.none()
            .with(TEXT, "stripe_account_id")
            .with(SECRET, "stripe_api_key", "stripe_webhook_secret")
            .with(DAYS, "stripe_days_until_due")
            .with(
                    FLAG,
                    "leave_invoices_in_draft",
                    "skip_zero_dollar_invoices",
                    "set_effective_at_date_to_inclusive_period_end",
                    "export_invoice_sub_line_items",
                    "include_zero_quantity_sub_line_items",
                    "stripe_invoice_quantity_always_string")
            .requiring("stripe_account_id");
    private static final Keys NETSUITE = Keys.none()
            .with(REFERENCE, "netsuite_account_id", "netsuite_subsidiary_id")
            .with(CREDENTIAL_NAME, "netsuite_client_id", "netsuite_certificate_id")
            .with(SECRET, "netsuite_private_key")
            .requiring("netsuite_account_id");
    private static final Keys AZURE = Keys.none()
            .with(TEXT, "azure_tenant_id", "azure_client_id")
            .with(SECRET, "raw_azure_client_secret")
            .requiring("azure_tenant_id", "azure_client_id");
    private static final Keys GCP = Keys.none()
            .with(TEXT, "gcp_provider_id")
            .with(SECRET_JSON, "raw_gcp_service_account_key", "raw_gcp_workload_identity_federation_config")
            .requiring("gcp_provider_id");
    private static final Keys TACKLE = Keys.none()
            .with(TEXT, "tackle_product_id")
            .with(SECRET, "tackle_api_token")
            .requiring("tackle_product_id");
    /** Messages are signed with it, so that a consumer knows that they are ours. */
    private static final Keys QUEUE = AWS_CREDENTIALS.with(SECRET, "queue_signing_secret");

    private static final Keys SQS = QUEUE.with(TEXT, "aws_sqs_queue_url").requiring("aws_sqs_queue_url");
    private static final Keys SNS = QUEUE.with(TEXT, "aws_sns_topic_arn").requiring("aws_sns_topic_arn");

    /** Whether an account of this kind can exist at all. */
    boolean isLegal() {
        return switch (type) {
            case DIRECT_TO_BILLING_PROVIDER -> true;
            case TACKLE -> provider == BillingProvider.AWS_MARKETPLACE;
            case AWS_SQS, AWS_SNS -> provider != BillingProvider.STRIPE && provider != BillingProvider.NETSUITE;
        };
    }

    /** The keys that {@code setUpBillingProvider} takes for it. */
    Keys keys() {
        return switch (type) {
            case AWS_SQS -> SQS;
            case AWS_SNS -> SNS;
            case TACKLE -> TACKLE;
            case DIRECT_TO_BILLING_PROVIDER ->
                switch (provider) {
                    case STRIPE -> STRIPE;
                    case NETSUITE -> NETSUITE;
                    case AWS_MARKETPLACE -> AWS_CREDENTIALS;
                    case AZURE_MARKETPLACE -> AZURE;
                    case GCP_MARKETPLACE -> GCP;
                    case CUSTOM, WORKDAY, QUICKBOOKS_ONLINE, METRONOME -> Keys.none();
                };
        };
    }

    /** Names the outside account that these settings lead to, in one spelling. */
    String accountKey(JsonNode settings) {
        List<String> parts = new ArrayList<>(List.of(provider.wire(), type.wire()));
        switch (type) {
            case AWS_SQS -> parts.add(text(settings, "aws_sqs_queue_url"));
            case AWS_SNS -> parts.add(text(settings, "aws_sns_topic_arn"));
            case TACKLE -> parts.add(text(settings, "tackle_product_id"));
            case DIRECT_TO_BILLING_PROVIDER -> parts.addAll(directAccount(settings));
        }
        return Json.write(parts);
    }

    private List<String> directAccount(JsonNode settings) {
        return switch (provider) {
            case STRIPE -> List.of(text(settings, "stripe_account_id"));
            case NETSUITE -> List.of(text(settings, "netsuite_account_id").toUpperCase(Locale.ROOT));
            case AWS_MARKETPLACE ->
                List.of(awsPrincipal(settings), settings.path("aws_region").asString(DEFAULT_REGION));
            case AZURE_MARKETPLACE ->
                List.of(
                        text(settings, "azure_tenant_id").toLowerCase(Locale.ROOT),
                        text(settings, "azure_client_id").toLowerCase(Locale.ROOT));
            case GCP_MARKETPLACE -> List.of(text(settings, "gcp_provider_id"));
            // Their settings are not known, so nothing but the whole of them tells two accounts apart.
            case CUSTOM, WORKDAY, QUICKBOOKS_ONLINE, METRONOME -> List.of(Fingerprint.of(settings));
        };
    }

    /** Nothing where credentials belong to one account: Stripe's key, NetSuite's certificate, an application of Azure. */
    Optional<String> sharedCredentials(JsonNode settings) {
        boolean isAws = switch (type) {
            case AWS_SQS, AWS_SNS -> true;
            case DIRECT_TO_BILLING_PROVIDER -> provider == BillingProvider.AWS_MARKETPLACE;
            case TACKLE -> false;
        };
        return isAws ? Optional.of(Json.write(List.of("aws", awsPrincipal(settings)))) : Optional.empty();
    }

    /** As whom AWS is spoken to: a role, an access key, or whoever the server's own surroundings make it. */
    private static String awsPrincipal(JsonNode settings) {
        String role = text(settings, "aws_iam_role_arn");
        return role.isEmpty() ? text(settings, "aws_access_key_id") : role;
    }

    private static String text(JsonNode settings, String key) {
        return settings.path(key).asString("").strip();
    }
}
