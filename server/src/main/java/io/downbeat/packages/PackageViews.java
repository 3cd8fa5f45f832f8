package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Packages as the API shows them: their terms with names beside ids, and what was left out by its usual value. */
final class PackageViews {
    private static final List<String> LISTS = List.of("commits", "overrides", "scheduled_charges");
    /** The terms whose product is shown with its name. */
    private static final List<String> WITH_PRODUCTS =
            List.of("commits", "credits", "overrides", "recurring_commits", "recurring_credits", "scheduled_charges");
    /** How requests name terms of the same package, by how answers do. */
    private static final Map<String, String> NAMED_TERMS = Map.of(
            "any_commit_or_credit_ids", "any_commit_or_credit_template_ids",
            "commit_ids", "commit_template_ids",
            "recurring_commit_ids", "recurring_commit_template_ids");

    private final PackageAliases aliases;
    private final Pricing pricing;

    PackageViews(PackageAliases aliases, Pricing pricing) {
        this.aliases = aliases;
        this.pricing = pricing;
    }

    /** In a number of statements that does not grow with the packages. */
    List<ObjectNode> of(Collection<ContractPackage> packages) {
        Set<ProductId> named = new HashSet<>();
        packages.forEach(one -> addProducts(one.terms(), named));
        Map<ProductId, Product> products = named.isEmpty() ? Map.of() : pricing.products(named);
        Map<Contract.PackageId, List<PackageAliases.Span>> spans =
                aliases.of(packages.stream().map(ContractPackage::id).toList());
        return packages.stream()
                .map(one -> view(one, products, spans.getOrDefault(one.id(), List.of())))
                .toList();
    }

    private static void addProducts(ObjectNode terms, Set<ProductId> named) {
        terms.findValuesAsString("product_id").stream()
                // A pricing group may be called so, too.
                .flatMap(text -> Ids.parse(text).stream())
                .map(ProductId::new)
                .forEach(named::add);
    }

    private ObjectNode view(ContractPackage one, Map<ProductId, Product> products, List<PackageAliases.Span> spans) {
        ObjectNode view = one.terms().deepCopy();
        PackageWords.emit(view);
        Map<String, String> temporary = temporaryIds(view);
        LISTS.stream().filter(list -> !view.has(list)).forEach(view::putArray);
        for (String list : WITH_PRODUCTS) {
            terms(view, list).forEach(term -> showProduct(term, products));
        }
        terms(view, "commits").forEach(this::showSchedules);
        terms(view, "credits").forEach(this::showSchedules);
        terms(view, "scheduled_charges").forEach(this::showSchedules);
        for (String list : List.of("recurring_commits", "recurring_credits")) {
            terms(view, list).forEach(term -> showRecurring(term, temporary));
        }
        terms(view, "overrides").forEach(override -> showOverride(override, temporary));
        terms(view, "subscriptions").forEach(term -> showSubscription(term, products));
        showStatements(view);
        showHead(one, view);
        view.set("aliases", Json.MAPPER.valueToTree(spans));
        return view;
    }

    private static void showHead(ContractPackage one, ObjectNode view) {
        view.put("id", one.id().toString());
        view.put("name", one.name());
        view.put("created_at", Json.instant(one.createdAt()));
        view.put("created_by", "api");
        if (one.uniquenessKey() != null) {
            view.put("uniqueness_key", "package:" + one.uniquenessKey());
        }
        if (one.archivedAt() != null) {
            view.put("archived_at", Json.instant(one.archivedAt()));
        }
    }

    private static void showStatements(ObjectNode view) {
        ObjectNode statements = view.withObject("usage_statement_schedule");
        putUnless(statements, "frequency", "MONTHLY");
        putUnless(statements, "day", "FIRST_OF_MONTH");
    }

    /** The ids of terms by the names that the request had for them; the names themselves are taken away. */
    private static Map<String, String> temporaryIds(ObjectNode view) {
        Map<String, String> named = new HashMap<>();
        for (String list : List.of("commits", "recurring_commits", "recurring_credits", "subscriptions")) {
            for (ObjectNode term : terms(view, list)) {
                JsonNode name = term.remove("temporary_id");
                if (name != null) {
                    named.put(name.asString(), term.get("id").stringValue());
                }
            }
        }
        return named;
    }

    private static void showProduct(ObjectNode term, Map<ProductId, Product> products) {
        JsonNode given = term.remove("product_id");
        if (given != null) {
            ProductId id = new ProductId(UUID.fromString(given.stringValue()));
            Product product = products.get(id);
            term.putObject("product")
                    .put("id", id.value().toString())
                    .put("name", product == null ? "" : product.name());
        }
    }

    private void showSchedules(ObjectNode term) {
        for (String name : List.of("access_schedule", "invoice_schedule", "schedule")) {
            if (term.get(name) instanceof ObjectNode schedule) {
                showCreditType(schedule, CreditType.USD_CENTS.id());
                if (name.equals("invoice_schedule") && !schedule.has("do_not_invoice")) {
                    schedule.put("do_not_invoice", false);
                }
                if (!name.equals("access_schedule")) {
                    terms(schedule, "schedule_items").forEach(PackageViews::showPrice);
                }
            }
        }
    }

    /** An amount that is given alone is a unit price for a quantity of one. */
    private static void showPrice(ObjectNode item) {
        JsonNode amount = item.get("amount");
        if (amount != null && !item.has("unit_price")) {
            item.set("unit_price", amount);
            item.put("quantity", 1);
        }
    }

    private void showCreditType(ObjectNode owner, UUID otherwise) {
        JsonNode given = owner.remove("credit_type_id");
        UUID id = given == null ? otherwise : UUID.fromString(given.stringValue());
        pricing.creditType(id)
                .ifPresent(unit -> owner.putObject("credit_type")
                        .put("id", unit.id().toString())
                        .put("name", unit.name()));
    }

    private static void showRecurring(ObjectNode term, Map<String, String> temporary) {
        putUnless(term, "rate_type", "LIST_RATE");
        if (term.get("invoice_amount") instanceof ObjectNode amount && !amount.has("quantity")) {
            amount.put("quantity", 1);
        }
        if (term.get("subscription_config") instanceof ObjectNode seats) {
            putUnless(seats, "allocation", "POOLED");
            JsonNode name = seats.remove("subscription_id");
            if (name != null) {
                seats.put("subscription_template_id", temporary.getOrDefault(name.asString(), name.asString()));
            }
        }
    }

    private void showOverride(ObjectNode override, Map<String, String> temporary) {
        JsonNode tiers = override.remove("tiers");
        if (tiers != null) {
            override.set("override_tiers", tiers);
        }
        JsonNode target = override.remove("rate_target");
        if (target != null) {
            override.set("target", target);
        }
        if (override.get("overwrite_rate") instanceof ObjectNode rate && rate.has("credit_type_id")) {
            showCreditType(rate, CreditType.USD_CENTS.id());
        }
        if (!override.has("override_specifiers")) {
            override.putArray("override_specifiers");
        }
        for (ObjectNode specifier : terms(override, "override_specifiers")) {
            NAMED_TERMS.forEach((asked, shown) -> {
                if (specifier.remove(asked) instanceof ArrayNode names) {
                    ArrayNode ids = specifier.putArray(shown);
                    names.forEach(name -> ids.add(temporary.getOrDefault(name.asString(), name.asString())));
                }
            });
        }
    }

    private static void showSubscription(ObjectNode term, Map<ProductId, Product> products) {
        if (term.get("subscription_rate") instanceof ObjectNode rate) {
            showProduct(rate, products);
        }
        ObjectNode proration = term.withObject("proration");
        putUnless(proration, "invoice_behavior", "BILL_ON_NEXT_COLLECTION_DATE");
        if (!proration.has("is_prorated")) {
            proration.put("is_prorated", true);
        }
    }

    private static void putUnless(ObjectNode node, String name, String usual) {
        if (!node.has(name)) {
            node.put(name, usual);
        }
    }

    private static List<ObjectNode> terms(ObjectNode node, String list) {
        return node.path(list).valueStream().map(term -> (ObjectNode) term).toList();
    }
}
