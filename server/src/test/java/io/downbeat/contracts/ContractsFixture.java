package io.downbeat.contracts;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Configurations of the providers that {@link AccountFixture} leaves out, and short forms for schedules. */
public final class ContractsFixture {
    private ContractsFixture() {}

    public static String netsuite(Api api, String customer, String netsuiteCustomer) {
        api.post("/v1/setUpBillingProvider", """
            {'billing_provider': 'netsuite', 'delivery_method': 'direct_to_billing_provider', 'configuration':
              {'netsuite_account_id': 'TST%s', 'netsuite_client_id': 'c', 'netsuite_certificate_id': 'k',
               'netsuite_private_key': 'not-a-key'}}\
            """.formatted(netsuiteCustomer)).ok();
        return configuration(api, customer, "netsuite", "{'netsuite_customer_id': '" + netsuiteCustomer + "'}");
    }

    public static String configuration(Api api, String customer, String provider, String configuration) {
        return api.post("/v1/setCustomerBillingProviderConfigurations", """
            {'data': [{'customer_id': '%s', 'billing_provider': '%s',
              'delivery_method': 'direct_to_billing_provider', 'configuration': %s}]}\
            """.formatted(
                                customer, provider, configuration))
                .ok()
                .at("/data/0/id")
                .stringValue();
    }

    public static void archive(Api api, String customer, String configuration) {
        api.post("/v1/archiveCustomerBillingProviderConfigurations", """
            {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
            """.formatted(customer, configuration))
                .ok();
    }

    /** The schedule as {@code "2025-01-01 <configuration or none>"}, one a segment. */
    public static List<String> schedule(JsonNode contract) {
        return contract.get("billing_provider_configuration_schedule")
                .valueStream()
                .map(segment -> segment.get("effective_at").stringValue().substring(0, 10) + " "
                        + segment.at("/billing_provider_configuration/id").asString("none"))
                .toList();
    }
}
