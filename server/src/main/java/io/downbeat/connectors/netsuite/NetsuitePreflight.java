package io.downbeat.connectors.netsuite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.downbeat.core.CreditType;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.pricing.products.Product;
import io.downbeat.providers.ProviderConfiguration;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether an invoice would get through to a NetSuite customer today. Reads only. */
final class NetsuitePreflight {
    private static final String FIELDS =
            "SELECT scriptid FROM customfield WHERE scriptid LIKE 'CUSTBODY_DOWNBEAT_%' ORDER BY scriptid";

    private final NetsuiteCalls calls;
    private final NetsuiteQueries queries;
    private final NetsuiteCurrencies currencies;

    NetsuitePreflight(NetsuiteCalls calls, NetsuiteQueries queries, NetsuiteCurrencies currencies) {
        this.calls = calls;
        this.queries = queries;
        this.currencies = currencies;
    }

    List<Point> points(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        var caller = new NetsuiteCalls.Caller(
                configuration.deliveryMethodId(), String.valueOf(configuration.setting("netsuite_account_id")));
        // Somebody who updated the credentials a moment ago asks about the new ones.
        calls.forgetToken(caller.method());
        currencies.forget(caller.method());
        List<Point> points = new ArrayList<>();
        String customer = configuration.value("netsuite_customer_id");
        NetsuiteCalls.NetsuiteResponse response = calls.get(caller, "customer/" + encoded(String.valueOf(customer)));
        Point credentials = credentials(response);
        points.add(credentials);
        if (credentials.verdict() != Verdict.OK) {
            points.addAll(mapped(question.products()));
            return points;
        }
        points.add(record("customer", customer, response));
        String subsidiary = configuration.setting("netsuite_subsidiary_id");
        if (subsidiary != null) {
            points.add(record("subsidiary", subsidiary, calls.get(caller, "subsidiary/" + encoded(subsidiary))));
            points.addAll(belongs(caller, String.valueOf(customer), response, subsidiary));
        }
        if (question.currency() != null) {
            points.add(currency(caller, question.currency()));
        }
        points.add(fields(caller));
        points.addAll(items(caller, question.products()));
        return points;
    }

    private static Point credentials(NetsuiteCalls.NetsuiteResponse response) {
        return switch (NetsuiteAnswers.of(response, false)) {
            case Answer.Misconfigured(var _, String reason, var _) ->
                new Point("credentials", Verdict.FAILED, reason + "; mend the delivery method's credentials");
            case Answer.Retryable(var _, String reason, var _) -> new Point("credentials", Verdict.UNKNOWN, reason);
            case Answer.RateLimited _ ->
                new Point("credentials", Verdict.UNKNOWN, "NetSuite asks for fewer requests; ask again later");
            case Answer.Unknown(var _, String reason) -> new Point("credentials", Verdict.UNKNOWN, reason);
            // NetSuite looked at the question, so it took the token.
            case Answer.Accepted _ -> new Point("credentials", Verdict.OK, "NetSuite takes the credentials");
            case Answer.Refusal _ -> new Point("credentials", Verdict.OK, "NetSuite takes the credentials");
            case Answer.Stale _ -> new Point("credentials", Verdict.OK, "NetSuite takes the credentials");
        };
    }

    private static Point record(String name, @Nullable String id, NetsuiteCalls.NetsuiteResponse response) {
        if (id == null || id.isBlank()) {
            return new Point(name, Verdict.FAILED, "the configuration has no netsuite_" + name + "_id");
        }
        if (response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came)) {
            if (came.isOk()) {
                return came.json().path("isInactive").asBoolean(false)
                        ? new Point(name, Verdict.FAILED, "the " + name + " " + id + " is inactive in NetSuite")
                        : new Point(name, Verdict.OK, "NetSuite has the " + name + " " + id);
            }
            if (NetsuiteAnswers.isAbsent(came)) {
                return new Point(
                        name,
                        Verdict.FAILED,
                        "NetSuite has no " + name + " with the internal id " + id
                                + ", or the integration's role must not see it");
            }
            if (came.status() == 403) {
                return new Point(name, Verdict.UNKNOWN, "the integration's role must not see the " + name);
            }
        }
        return NetsuiteAnswers.of(response, false) instanceof Answer.Refusal(var _, String reason)
                ? new Point(name, Verdict.FAILED, reason)
                : new Point(name, Verdict.UNKNOWN, "NetSuite gave no usable answer about the " + name);
    }

    /** NetSuite refuses an invoice of a subsidiary that its customer does not belong to. */
    private List<Point> belongs(
            NetsuiteCalls.Caller caller, String customer, NetsuiteCalls.NetsuiteResponse response, String subsidiary) {
        String primary =
                response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came) && came.isOk()
                        ? came.json().path("subsidiary").path("id").asString("")
                        : "";
        if (primary.isEmpty() || primary.equals(subsidiary) || !customer.matches("[\\w-]+")) {
            return List.of();
        }
        String which = "the customer " + customer + " belongs to the subsidiary " + primary;
        String shared = "SELECT subsidiary FROM customersubsidiaryrelationship WHERE entity = '" + customer + "'";
        if (!(queries.all(caller, shared) instanceof NetsuiteQueries.Rows.All(var rows))) {
            return List.of(new Point(
                    "subsidiary",
                    Verdict.WARNING,
                    which + "; unless it is shared with " + subsidiary + ", NetSuite refuses its invoices"));
        }
        boolean isShared = rows.stream()
                .anyMatch(row -> row.path("subsidiary").asString("").equals(subsidiary));
        return isShared
                ? List.of()
                : List.of(new Point(
                        "subsidiary",
                        Verdict.FAILED,
                        which + " and is not shared with " + subsidiary + ", so NetSuite refuses its invoices; share it"
                                + " there, or name another netsuite_customer_id"));
    }

    private Point currency(NetsuiteCalls.Caller caller, CreditType currency) {
        return switch (currencies.of(caller)) {
            case NetsuiteCurrencies.Unclear _ ->
                new Point("currency", Verdict.UNKNOWN, "NetSuite did not list its currencies");
            case NetsuiteCurrencies.Listed listed
            when listed.isOnlyOne() ->
                new Point(
                        "currency",
                        Verdict.WARNING,
                        "the account has one currency and does not say which; make sure that it is "
                                + currency.isoCode());
            case NetsuiteCurrencies.Listed listed ->
                listed.id(currency.isoCode()).isPresent()
                        ? new Point("currency", Verdict.OK, "invoices will be in " + currency.isoCode())
                        : new Point(
                                "currency",
                                Verdict.FAILED,
                                "the NetSuite account has no currency " + currency.isoCode() + "; add it there");
        };
    }

    /** Whether the account has the fields that each invoice names. */
    Point fields(NetsuiteCalls.Caller caller) {
        if (!(queries.all(caller, FIELDS) instanceof NetsuiteQueries.Rows.All(var rows))) {
            return new Point(
                    "custom_fields",
                    Verdict.UNKNOWN,
                    "NetSuite does not show its custom fields to this role; there must be "
                            + String.join(", ", NetsuiteRecord.FIELDS));
        }
        Set<String> there = rows.stream()
                .map(row -> row.path("scriptid").asString("").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<String> missing = NetsuiteRecord.FIELDS.stream()
                .filter(field -> !there.contains(field))
                .toList();
        return missing.isEmpty()
                ? new Point("custom_fields", Verdict.OK, "NetSuite has the transaction body fields it needs")
                : new Point(
                        "custom_fields",
                        Verdict.FAILED,
                        "create the transaction body fields " + String.join(", ", missing) + " in NetSuite");
    }

    private static List<Point> mapped(List<Product> products) {
        return products.stream()
                .filter(product -> item(product).isEmpty())
                .map(product -> new Point(
                        "mapping",
                        Verdict.FAILED,
                        "the product " + product.name() + " (" + product.id()
                                + ") has no netsuite_internal_item_id; set"
                                + " it by POST /v1/contract-pricing/products/update"))
                .toList();
    }

    private List<Point> items(NetsuiteCalls.Caller caller, List<Product> products) {
        List<Point> points = new ArrayList<>(mapped(products));
        Set<String> wanted = products.stream()
                .map(NetsuitePreflight::item)
                .filter(item -> item.matches("\\d{1,18}"))
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, JsonNode> there = new HashMap<>();
        if (!wanted.isEmpty()) {
            String query =
                    "SELECT id, isinactive FROM item WHERE id IN (" + String.join(", ", wanted) + ") ORDER BY id";
            if (!(queries.all(caller, query) instanceof NetsuiteQueries.Rows.All(var rows))) {
                points.add(new Point("mapping", Verdict.UNKNOWN, "NetSuite does not show its items to this role"));
                return points;
            }
            rows.forEach(row -> there.put(row.path("id").asString(""), row));
        }
        products.stream()
                .filter(product -> !item(product).isEmpty())
                .map(product -> item(product, there.get(item(product))))
                .forEach(points::add);
        return points;
    }

    private static Point item(Product product, @Nullable JsonNode item) {
        String which = "the NetSuite item " + item(product) + " of the product " + product.name();
        if (item == null) {
            return new Point("mapping", Verdict.FAILED, which + " does not exist; it must be an internal id");
        }
        return item.path("isinactive").asString("F").equals("T")
                ? new Point("mapping", Verdict.FAILED, which + " is inactive there")
                : new Point("mapping", Verdict.OK, which + " exists");
    }

    private static String item(Product product) {
        return product.netsuiteInternalItemId() == null
                ? ""
                : product.netsuiteInternalItemId().strip();
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, UTF_8);
    }
}
