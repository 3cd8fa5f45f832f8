package io.downbeat.contracts;

import io.downbeat.platform.http.Body;
import java.util.Set;

/**
 * What the published API knows in the body of a request about a contract. A test holds that each member is read by somebody or
 * refused here for a reason, so that no term is silently dropped; any other member is refused as a misspelling.
 */
enum ContractFields {
    CREATE(
            "billing_provider_configuration",
            "commits",
            "credits",
            "custom_fields",
            "customer_id",
            "discounts",
            "ending_before",
            "hierarchy_configuration",
            "multiplier_override_prioritization",
            "name",
            "net_payment_terms_days",
            "netsuite_sales_order_id",
            "overrides",
            "package_alias",
            "package_id",
            "prepaid_balance_threshold_configuration",
            "professional_services",
            "rate_card_alias",
            "rate_card_id",
            "recurring_commits",
            "recurring_credits",
            "reseller_royalties",
            "revenue_system_configuration",
            "salesforce_opportunity_id",
            "scheduled_charges",
            "scheduled_charges_on_usage_invoices",
            "spend_threshold_configuration",
            "spend_trackers",
            "starting_at",
            "subscriptions",
            "total_contract_value",
            "transition",
            "uniqueness_key",
            "usage_filter",
            "usage_statement_schedule"),
    EDIT(
            "add_billing_provider_configuration_update",
            "add_commits",
            "add_credits",
            "add_discounts",
            "add_overrides",
            "add_prepaid_balance_threshold_configuration",
            "add_professional_services",
            "add_recurring_commits",
            "add_recurring_credits",
            "add_reseller_royalties",
            "add_revenue_system_configuration_update",
            "add_scheduled_charges",
            "add_spend_threshold_configuration",
            "add_spend_trackers",
            "add_subscriptions",
            "allow_contract_ending_before_finalized_invoice",
            "archive_commits",
            "archive_credits",
            "archive_scheduled_charges",
            "archive_spend_trackers",
            "contract_id",
            "customer_id",
            "remove_overrides",
            "uniqueness_key",
            "update_commits",
            "update_contract_end_date",
            "update_contract_name",
            "update_credits",
            "update_net_payment_terms_days",
            "update_prepaid_balance_threshold_configuration",
            "update_recurring_commits",
            "update_recurring_credits",
            "update_scheduled_charges",
            "update_spend_threshold_configuration",
            "update_subscriptions");

    /** Members by which a second system would be told of every invoice. */
    static final Set<String> REVENUE_SYSTEMS =
            Set.of("add_revenue_system_configuration_update", "revenue_system_configuration");

    private final Set<String> published;

    ContractFields(String... published) {
        this.published = Set.of(published);
    }

    Set<String> published() {
        return published;
    }

    /** Refuses what is never acted on here, and members that the API does not know. */
    void refuseOthers(Body body) {
        REVENUE_SYSTEMS.forEach(field -> body.refuse(
                field,
                "an invoice goes to exactly one destination here; NetSuite can be it as the billing provider of"
                        + " billing_provider_configuration"));
        body.knowsOnly(published);
    }
}
