package io.downbeat.metering;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who a buyer at AWS Marketplace is, on whatever connector its records travel: directly or through Tackle.
 *
 * <p>AWS knows a buyer by {@code aws_customer_account_id} or {@code aws_customer_id}, and what it bought by
 * {@code aws_license_arn} or {@code aws_product_code}. Each pair of them is a name, and two configurations that share a
 * name share the buyer's hours. The region is in the key but in no name: the same hour in two regions, or by two
 * connectors, would bill twice.
 */
public record AwsBuyer(String region, List<String> products, List<String> customers) {
    /** The notification of a buyer of whom AWS takes no more records, directly or through an intermediary. */
    public static final MarketplaceConnector.DisabledNotification DISABLED =
            new MarketplaceConnector.DisabledNotification(
                    "aws",
                    List.of(
                            MarketplaceConnector.DisabledNotification.Property.of("aws_customer_id"),
                            MarketplaceConnector.DisabledNotification.Property.of("aws_product_code")));

    public static final String USUAL_REGION = "us-east-1";

    public AwsBuyer {
        products = List.copyOf(products);
        customers = List.copyOf(customers);
    }

    /** @throws MarketplaceConnector.UnmeterableConfiguration if the keys name no product or no customer */
    public static AwsBuyer of(Map<String, String> keys) {
        List<String> products = named(keys, "aws_license_arn", "aws_product_code");
        List<String> customers = named(keys, "aws_customer_account_id", "aws_customer_id");
        if (customers.isEmpty()) {
            throw new MarketplaceConnector.UnmeterableConfiguration(
                    "it names neither aws_customer_id nor aws_customer_account_id");
        }
        if (products.isEmpty()) {
            throw new MarketplaceConnector.UnmeterableConfiguration(
                    "it names neither aws_product_code nor aws_license_arn");
        }
        return new AwsBuyer(keys.getOrDefault("aws_region", USUAL_REGION), products, customers);
    }

    /** The buyer key where no other configuration has one of its names. */
    public String key() {
        return "aws/" + region + "/" + products.getFirst() + "/" + customers.getFirst();
    }

    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        products.forEach(product -> customers.forEach(customer -> names.add("aws|" + product + "|" + customer)));
        return names;
    }

    private static List<String> named(Map<String, String> keys, String... in) {
        return Stream.of(in).map(keys::get).filter(Objects::nonNull).toList();
    }
}
