package io.downbeat.contracts.commits;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Specifier;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads which usage a balance can pay: by products and tags, by specifiers, or all of it. */
public final class AppliesToRequests {
    static final Set<String> FIELDS = Set.of("applicable_product_ids", "applicable_product_tags", "specifiers");
    private static final Set<String> SPECIFIER =
            Set.of("product_id", "product_tags", "pricing_group_values", "presentation_group_values");

    private final Pricing pricing;

    AppliesToRequests(Pricing pricing) {
        this.pricing = pricing;
    }

    /** As v2 of the API reads them: refuses both forms together, a specifier that names nothing, and unknown products. */
    public AppliesTo read(Body body) {
        return read(body, UnknownProducts.V2);
    }

    /** Refuses both forms together, a specifier that names nothing, and products that do not exist. */
    AppliesTo read(Body body, UnknownProducts unknown) {
        return changed(new AppliesTo.Everything(), body, unknown);
    }

    /** What was {@link #read} and kept: nothing is asked of it any more. */
    public static AppliesTo kept(Body body) {
        List<Body> specifiers = body.optionalObjects("specifiers");
        if (!specifiers.isEmpty()) {
            List<Specifier> read = new ArrayList<>();
            for (int i = 0; i < specifiers.size(); i++) {
                read.add(specifier(body, specifiers.get(i), i));
            }
            return new AppliesTo.Specifiers(read);
        }
        Set<ProductId> products = new HashSet<>();
        body.optionalUuids("applicable_product_ids").orElse(List.of()).forEach(id -> products.add(new ProductId(id)));
        Set<String> tags =
                Set.copyOf(body.optionalTexts("applicable_product_tags").orElse(List.of()));
        return products.isEmpty() && tags.isEmpty()
                ? new AppliesTo.Everything()
                : new AppliesTo.Products(products, tags);
    }

    /**
     * What it applies to after an edit: what the request leaves out stays, and what is {@code null} or empty goes. So whoever
     * moves from one form to the other says both in one request.
     */
    AppliesTo edited(AppliesTo before, Body body) {
        return FIELDS.stream().noneMatch(body::mentions) ? before : changed(before, body, UnknownProducts.V2);
    }

    private AppliesTo changed(AppliesTo before, Body body, UnknownProducts unknown) {
        Set<ProductId> products = new LinkedHashSet<>();
        Set<String> tags = new HashSet<>();
        if (before instanceof AppliesTo.Products(Set<ProductId> oldProducts, Set<String> oldTags)) {
            products.addAll(body.mentions("applicable_product_ids") ? Set.of() : oldProducts);
            tags.addAll(body.mentions("applicable_product_tags") ? Set.of() : oldTags);
        }
        body.optionalUuids("applicable_product_ids").orElse(List.of()).stream()
                .map(ProductId::new)
                .forEach(products::add);
        tags.addAll(body.optionalTexts("applicable_product_tags").orElse(List.of()));
        List<Body> specifiers = body.optionalObjects("specifiers");
        boolean keepsSpecifiers = before instanceof AppliesTo.Specifiers && !body.mentions("specifiers");
        if ((keepsSpecifiers || !specifiers.isEmpty()) && !(products.isEmpty() && tags.isEmpty())) {
            throw body.invalid(
                    "specifiers", "cannot be combined with applicable_product_ids or applicable_product_tags");
        }
        if (keepsSpecifiers) {
            return before;
        }
        return specifiers.isEmpty() ? products(body, products, tags, unknown) : specifiers(body, specifiers, unknown);
    }

    private AppliesTo products(Body body, Set<ProductId> products, Set<String> tags, UnknownProducts unknown) {
        if (products.isEmpty() && tags.isEmpty()) {
            return new AppliesTo.Everything();
        }
        requireKnown(body, "applicable_product_ids", products, unknown);
        return new AppliesTo.Products(products, tags);
    }

    private AppliesTo specifiers(Body body, List<Body> asked, UnknownProducts unknown) {
        List<Specifier> read = new ArrayList<>();
        Set<ProductId> products = new LinkedHashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            Specifier specifier = specifier(body, asked.get(i), i);
            if (specifier.product() != null) {
                products.add(specifier.product());
            }
            read.add(specifier);
        }
        requireKnown(body, "specifiers", products, unknown);
        return new AppliesTo.Specifiers(read);
    }

    private static Specifier specifier(Body body, Body specifier, int place) {
        specifier.knowsOnly(SPECIFIER);
        ProductId product =
                specifier.optionalUuid("product_id").map(ProductId::new).orElse(null);
        Set<String> tags = Set.copyOf(specifier.optionalTexts("product_tags").orElse(List.of()));
        Map<String, String> pricing = specifier.textMap("pricing_group_values");
        Map<String, String> presentation = specifier.textMap("presentation_group_values");
        if (product == null && tags.isEmpty() && pricing.isEmpty() && presentation.isEmpty()) {
            throw body.invalid("specifiers[" + place + "]", "must name something");
        }
        return new Specifier(product, tags, pricing, presentation);
    }

    private void requireKnown(Body body, String field, Set<ProductId> products, UnknownProducts unknown) {
        Set<ProductId> missing = new LinkedHashSet<>(products);
        if (!products.isEmpty()) {
            missing.removeAll(pricing.products(products).keySet());
        }
        missing.stream().findFirst().ifPresent(product -> {
            throw unknown.refusal(body, field, product);
        });
    }
}
