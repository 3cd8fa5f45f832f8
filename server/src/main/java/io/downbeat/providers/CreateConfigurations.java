package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.customers.CreatedWithCustomer;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** Creates configurations, all of a request or none, for customers that exist or with a new one. */
public final class CreateConfigurations implements CreatedWithCustomer {
    private static final String WITH_CUSTOMER = "customer_billing_provider_configurations";
    private static final int MOST = 1_000;
    private static final Set<String> TERMS = Set.of(
            "billing_provider",
            "configuration",
            "delivery_method",
            "delivery_method_id",
            "tax_provider",
            "unbillable_invoices_configuration");
    private static final Set<String> TERMS_WITH_CUSTOMER = with("customer_id", TERMS);
    /** Those that a customer can be created with; contracts bill through no other. */
    private static final Set<BillingProvider> FOR_NEW_CUSTOMERS = EnumSet.of(
            BillingProvider.AWS_MARKETPLACE,
            BillingProvider.AZURE_MARKETPLACE,
            BillingProvider.GCP_MARKETPLACE,
            BillingProvider.STRIPE,
            BillingProvider.NETSUITE);

    private enum TaxProvider {
        ANROK,
        AVALARA,
        STRIPE;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One item of a request: whose it is to be, through whom, and the rest of it yet unread. */
    private record Item(CustomerId customer, BillingProvider provider, Body body) {
        static Item of(CustomerId customer, Body body) {
            return new Item(customer, body.oneOf("billing_provider", BillingProvider.class), body);
        }
    }

    private final ConfigurationStore configurations;
    private final DeliveryMethodStore methods;
    private final Customers customers;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;

    CreateConfigurations(
            ConfigurationStore configurations,
            DeliveryMethodStore methods,
            Customers customers,
            Transactions transactions,
            Ids ids,
            InstantSource clock) {
        this.configurations = configurations;
        this.methods = methods;
        this.customers = customers;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return the new configurations in the order of the request */
    public List<ProviderConfiguration> create(Body body) {
        body.knowsOnly(Set.of("data"));
        List<Body> given = body.objects("data", MOST);
        given.forEach(item -> item.knowsOnly(TERMS_WITH_CUSTOMER));
        List<Item> items = given.stream()
                .map(item -> Item.of(new CustomerId(item.uuid("customer_id")), item))
                .toList();
        return transactions.in(() -> {
            refuseUnknownCustomers(items);
            List<ProviderConfiguration> created = createAll(items);
            tell(created);
            return created;
        });
    }

    /**
     * What {@link #create(Body)} would make of one item, to be looked at before it is made; nothing is kept of it.
     *
     * @throws io.downbeat.platform.http.Refused as creating it would be for what the item says
     */
    public ProviderConfiguration asked(CustomerId customer, Body item) {
        item.knowsOnly(TERMS);
        Item one = Item.of(customer, item);
        DeliveryMethod method =
                DeliveryMethodSelector.of(item, one.provider, methods.ofProviders(List.of(one.provider)));
        return read(one, method).configuration();
    }

    /** One entry for the call, whatever it made; where that is several, it names them all. */
    private void tell(List<ProviderConfiguration> created) {
        Set<UUID> owners = created.stream().map(each -> each.customer().value()).collect(Collectors.toSet());
        if (!created.isEmpty()) {
            transactions.publish(Change.of(
                            "set_billing_provider_configuration",
                            "billing_provider_configuration",
                            created.size() == 1 ? created.getFirst().id() : null)
                    .ofCustomer(owners.size() == 1 ? owners.iterator().next() : null)
                    .to(Map.of(
                            "configurations",
                            created.stream()
                                    .map(each -> Map.of(
                                            "id",
                                            each.id(),
                                            "customer_id",
                                            each.customer(),
                                            "billing_provider",
                                            each.provider().wire(),
                                            "delivery_method_id",
                                            each.deliveryMethodId()))
                                    .toList())));
        }
    }

    @Override
    public Set<String> fields() {
        return Set.of(WITH_CUSTOMER);
    }

    @Override
    public void create(CustomerId customer, Body request) {
        List<Body> given = request.optionalObjects(WITH_CUSTOMER);
        given.forEach(item -> item.knowsOnly(TERMS));
        List<Item> items = given.stream().map(item -> Item.of(customer, item)).toList();
        items.stream()
                .filter(item -> !FOR_NEW_CUSTOMERS.contains(item.provider))
                .findFirst()
                .ifPresent(item -> {
                    throw item.body.invalid(
                            "billing_provider",
                            "a customer cannot be created with " + item.provider.wire()
                                    + "; add it afterwards: POST /v1/setCustomerBillingProviderConfigurations");
                });
        if (!items.isEmpty()) {
            createAll(items);
        }
    }

    /**
     * One configuration of a customer that is created in the same transaction.
     *
     * @throws io.downbeat.platform.http.Refused as {@link #create(Body)} would be for what the item says
     */
    public void createWith(CustomerId customer, Body item) {
        item.knowsOnly(TERMS);
        createAll(List.of(Item.of(customer, item)));
    }

    private void refuseUnknownCustomers(List<Item> items) {
        Map<CustomerId, Customer> known =
                customers.hold(items.stream().map(Item::customer).distinct().toList());
        for (Item item : items) {
            Customer customer = known.get(item.customer);
            if (customer == null) {
                throw item.body.invalid("customer_id", "no customer has the id " + item.customer);
            }
            if (customer.isArchived()) {
                throw item.body.invalid("customer_id", "customer " + item.customer + " is archived");
            }
        }
    }

    private List<ProviderConfiguration> createAll(List<Item> items) {
        List<DeliveryMethod> methodsOfAccount = methods.ofProviders(
                items.stream().map(Item::provider).distinct().toList());
        List<ConfigurationStore.New> wanted = new ArrayList<>();
        for (Item item : items) {
            wanted.add(read(item, DeliveryMethodSelector.of(item.body, item.provider, methodsOfAccount)));
        }
        Set<UUID> created = configurations.insertAll(wanted, clock.instant());
        for (int i = 0; i < wanted.size(); i++) {
            if (!created.contains(wanted.get(i).configuration().id().value())) {
                throw items.get(i)
                        .body
                        .invalid(
                                "configuration",
                                "another live configuration already has this identity; archive that one first"
                                        + " (POST /v1/archiveCustomerBillingProviderConfigurations)");
            }
        }
        return wanted.stream().map(ConfigurationStore.New::configuration).toList();
    }

    private ConfigurationStore.New read(Item item, DeliveryMethod method) {
        DestinationSpec pair = new DestinationSpec(method.provider(), method.type());
        Body keysGiven = item.body
                .optionalObject("configuration")
                .orElseGet(() -> Body.of(JsonNodeFactory.instance.objectNode(), item.body.path("configuration")));
        var keys = CustomerKeys.read(pair, keysGiven);
        Optional<TaxProvider> taxProvider = item.body.optionalOneOf("tax_provider", TaxProvider.class);
        if (taxProvider.isPresent() && !CustomerKeys.takesTaxProvider(item.provider, keys)) {
            throw item.body.invalid("tax_provider", "needs stripe with a payment intent as stripe_collection_method");
        }
        if (taxProvider.isPresent() && taxProvider.get() != TaxProvider.STRIPE) {
            throw item.body.invalid(
                    "tax_provider",
                    taxProvider.get().name().toLowerCase(Locale.ROOT)
                            + " is not built; use stripe, or leave it out and have the tax computed outside");
        }
        var configuration = new ProviderConfiguration(
                new ConfigurationId(ids.next()),
                item.customer,
                method.provider(),
                method.id(),
                method.type(),
                keys,
                method.configuration(),
                taxProvider.map(word -> word.name().toLowerCase(Locale.ROOT)).orElse(null),
                UnbillableRules.read(item.body, item.provider),
                null);
        return new ConfigurationStore.New(configuration, CustomerKeys.identity(pair, method.id(), item.customer, keys));
    }

    private static Set<String> with(String more, Set<String> terms) {
        Set<String> all = new HashSet<>(terms);
        all.add(more);
        return Set.copyOf(all);
    }
}
