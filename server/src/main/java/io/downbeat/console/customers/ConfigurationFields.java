package io.downbeat.console.customers;

import io.downbeat.console.customers.ConfigurationPage.Choice;
import io.downbeat.console.customers.ConfigurationPage.Field;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked for a customer's configuration, provider by provider, and what helps to find it. Which keys must be there is
 * decided where configurations are made; what is marked here only spares a round trip.
 */
final class ConfigurationFields {
    private static final String YES = "true";

    private static final List<Field> STRIPE = List.of(
            text(
                    "stripe_customer_id",
                    "Stripe customer",
                    "Begins with cus_. In Stripe's dashboard: Customers, the customer, Details."),
            new Field(
                    "stripe_collection_method",
                    "How Stripe collects",
                    "Charge at once with the card on file, or send an invoice that is paid later.",
                    Field.Kind.CHOICE,
                    true,
                    List.of(
                            new Choice("charge_automatically", "Charge automatically"),
                            new Choice("send_invoice", "Send an invoice"),
                            new Choice("auto_charge_payment_intent", "Payment intent, charged at once"),
                            new Choice("manually_charge_payment_intent", "Payment intent, charged by hand"))),
            flag(
                    "leave_stripe_invoices_in_draft",
                    "Leave invoices in draft",
                    "Each waits at Stripe until a person finalizes it there."));
    private static final List<Field> NETSUITE = List.of(text(
            "netsuite_customer_id",
            "NetSuite customer",
            "The internal id, a number: NetSuite shows it in the address of the customer's record as id=."));
    private static final List<Field> AZURE = List.of(text(
            "azure_subscription_id",
            "SaaS subscription",
            "The id of the SaaS subscription that the landing page got, not of an Azure subscription."));
    private static final List<Field> GCP = List.of(
            text("gcp_service_name", "Service", "Such as acme.endpoints.cloud.goog, from the Producer Portal."),
            text(
                    "gcp_entitlement_id",
                    "Entitlement",
                    "The last part of the entitlement's name in Google's notice of the order."));
    private static final List<Field> AWS = List.of(
            text("aws_product_code", "Product code", "In the AWS Marketplace Management Portal, at the product."),
            optional(
                    "aws_customer_id",
                    "Customer identifier",
                    "From ResolveCustomer. Fill in this one or the account below."),
            optional(
                    "aws_customer_account_id",
                    "Buyer's AWS account",
                    "Twelve digits; instead of the customer identifier, or beside it."),
            flag("aws_is_subscription_product", "A subscription product", "Metered beside a contract's fixed price."));
    private static final Field REGION = text("aws_region", "Region", "Where the product is metered, mostly us-east-1.");

    private ConfigurationFields() {}

    static List<Field> of(DeliveryMethod method) {
        return switch (method.provider()) {
            case STRIPE -> STRIPE;
            case NETSUITE -> NETSUITE;
            case AZURE_MARKETPLACE -> AZURE;
            case GCP_MARKETPLACE -> GCP;
            case AWS_MARKETPLACE ->
                method.type() == DeliveryMethodType.TACKLE
                        ? AWS
                        : Stream.concat(AWS.stream(), Stream.of(REGION)).toList();
            case QUICKBOOKS_ONLINE, WORKDAY, METRONOME, CUSTOM -> List.of();
        };
    }

    /** Puts what was filled in where the API has it; a field that was left empty is left out. */
    static void fill(ObjectNode configuration, DeliveryMethod method, HttpServletRequest request) {
        for (Field field : of(method)) {
            String value = value(request, field);
            if (field.kind() == Field.Kind.FLAG) {
                if (value.equals(YES)) {
                    configuration.put(field.name(), true);
                }
            } else if (!value.isEmpty()) {
                configuration.put(field.name(), value);
            }
        }
    }

    static String value(HttpServletRequest request, Field field) {
        return Optional.ofNullable(request.getParameter(field.name()))
                .orElse("")
                .strip();
    }

    /** The field that a refusal names. */
    static @Nullable Field named(List<Field> fields, String message) {
        return fields.stream()
                .filter(field -> message.matches("(?s)(.*\\.)?" + field.name() + "\\b.*"))
                .findFirst()
                .orElse(null);
    }

    private static Field text(String name, String label, String help) {
        return new Field(name, label, help, Field.Kind.TEXT, true, List.of());
    }

    private static Field optional(String name, String label, String help) {
        return new Field(name, label, help, Field.Kind.TEXT, false, List.of());
    }

    private static Field flag(String name, String label, String help) {
        return new Field(name, label, help, Field.Kind.FLAG, false, List.of());
    }
}
