package io.downbeat.providers.billingconfig;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ArchiveConfigurations;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.CreateConfigurations;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Makes, shows and archives the one configuration that a customer has with a provider. */
final class BillingConfigs {
    private static final String ID = "billing_provider_customer_id";
    private static final Set<String> OF_AWS =
            Set.of("aws_customer_id", "aws_customer_account_id", "aws_product_code", "aws_region");
    static final Set<String> KNOWN = Set.of(
            ID,
            "aws_customer_account_id",
            "aws_customer_id",
            "aws_product_code",
            "aws_region",
            "stripe_collection_method");
    /** Of two requests that create one at once, the second waits, and finds what the first made. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(:key, 7003))";

    private final CreateConfigurations create;
    private final ArchiveConfigurations archive;
    private final Providers providers;
    private final Customers customers;
    private final Transactions transactions;
    private final JdbcClient database;

    BillingConfigs(
            CreateConfigurations create,
            ArchiveConfigurations archive,
            Providers providers,
            Customers customers,
            Transactions transactions,
            JdbcClient database) {
        this.create = create;
        this.archive = archive;
        this.providers = providers;
        this.customers = customers;
        this.transactions = transactions;
        this.database = database;
    }

    /**
     * Creates one that is delivered to the provider directly.
     *
     * @throws Refused with 404 if there is no such customer, with 409 if it has a live one with this provider, and with
     *     400 for what cannot be said in these words, or what creating it in the words of today would be refused for
     */
    void create(CustomerId customer, String type, Body body) {
        BillingProvider provider = provider(type);
        body.knowsOnly(KNOWN);
        ObjectNode keys = keys(provider, body);
        customers.require(customer);
        transactions.run(() -> {
            database.sql(ONE_AT_A_TIME)
                    .param("key", customer + " " + provider.wire())
                    .query()
                    .singleRow();
            if (!live(customer, provider).isEmpty()) {
                throw Refused.conflict("the customer has a live configuration for " + provider.wire()
                        + " already; archive it first: DELETE on this path");
            }
            create.create(asOfToday(customer, provider, keys));
        });
    }

    /** What these words say, by the names of today. */
    static ObjectNode keys(BillingProvider provider, Body body) {
        if (provider == BillingProvider.GCP_MARKETPLACE) {
            throw Refused.rule("gcp_marketplace needs a gcp_service_name, which this operation cannot say: POST"
                    + " /v1/setCustomerBillingProviderConfigurations");
        }
        ObjectNode keys = Json.MAPPER.createObjectNode();
        keys.put(BillingConfigView.customerKey(provider), body.text(ID, 1, 200));
        if (provider == BillingProvider.STRIPE) {
            // Which of four is meant decides whether money is drawn, so none is guessed.
            keys.put("stripe_collection_method", body.text("stripe_collection_method"));
        } else if (body.has("stripe_collection_method")) {
            throw body.invalid("stripe_collection_method", "goes with stripe only");
        }
        for (String key : OF_AWS) {
            if (body.has(key) && provider != BillingProvider.AWS_MARKETPLACE) {
                throw body.invalid(key, "goes with aws_marketplace only");
            }
            body.optionalText(key).ifPresent(value -> keys.put(key, value));
        }
        return keys;
    }

    private static Body asOfToday(CustomerId customer, BillingProvider provider, ObjectNode keys) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.putArray("data").add(item(provider, keys).put("customer_id", customer.toString()));
        return Body.of(request, "");
    }

    static ObjectNode item(BillingProvider provider, ObjectNode keys) {
        ObjectNode item = Json.MAPPER.createObjectNode();
        item.put("billing_provider", provider.wire())
                .put("delivery_method", DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER.wire())
                .set("configuration", keys);
        return item;
    }

    /**
     * The oldest of those that are live; with this operation a customer has no second one.
     *
     * @throws Refused with 404 if there is no such customer, or it has none
     */
    BillingConfigView get(CustomerId customer, String type) {
        BillingProvider provider = provider(type);
        customers.require(customer);
        return live(customer, provider).stream()
                .findFirst()
                .map(BillingConfigView::of)
                .orElseThrow(() -> none(provider));
    }

    /**
     * Archives it, at once and for good.
     *
     * @throws Refused with 400 for AWS and Azure, which the published API does not let go this way; with 404 if there is
     *     no such customer, or it has none; with 409 if it has several, since this operation cannot say which is meant
     */
    void archive(CustomerId customer, String type) {
        BillingProvider provider = provider(type);
        if (provider == BillingProvider.AWS_MARKETPLACE || provider == BillingProvider.AZURE_MARKETPLACE) {
            throw Refused.rule("billing_provider_type: a configuration for " + provider.wire()
                    + " is not deleted here: POST /v1/archiveCustomerBillingProviderConfigurations");
        }
        customers.require(customer);
        transactions.run(() -> {
            List<ProviderConfiguration> live = live(customer, provider);
            if (live.isEmpty()) {
                throw none(provider);
            }
            if (live.size() > 1) {
                throw Refused.conflict("the customer has " + live.size() + " live configurations for " + provider.wire()
                        + "; archive one by its id: POST /v1/archiveCustomerBillingProviderConfigurations");
            }
            ObjectNode request = Json.MAPPER.createObjectNode();
            request.putArray("customer_billing_provider_configuration_ids")
                    .add(live.getFirst().id().toString());
            archive.archive(customer, Body.of(request, ""));
        });
    }

    private List<ProviderConfiguration> live(CustomerId customer, BillingProvider provider) {
        return providers.live(customer).stream()
                .filter(configuration -> configuration.provider() == provider)
                .toList();
    }

    private static Refused none(BillingProvider provider) {
        return Refused.notFound("the customer has no live configuration for " + provider.wire());
    }

    private static BillingProvider provider(String type) {
        return Arrays.stream(BillingProvider.values())
                .filter(provider -> provider.wire().equals(type))
                .findFirst()
                .orElseThrow(() -> Refused.invalid(
                        "billing_provider_type",
                        "must be one of "
                                + Arrays.stream(BillingProvider.values())
                                        .map(BillingProvider::wire)
                                        .collect(Collectors.joining(", "))));
    }
}
