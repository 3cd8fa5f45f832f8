package io.downbeat.invoicing;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.Api;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * One scenario of {@code pricing-cases.json}, played through the API: a customer with its own products, card and contracts,
 * its usage on the days it happens, and its invoices as texts that can be compared with the expected ones.
 */
final class PricingScenario {
    /** Under which name the contract goes that comes before the first one. */
    private static final Set<String> PRODUCTS = Set.of("COMPOSITE", "SUBSCRIPTION");

    private static final String EARLIER = "earlier";

    private final JsonNode scenario;
    private final JsonNode expected;
    private final String name;
    private final Api api;

    private final Map<String, String> products = new HashMap<>();
    private final Map<String, String> contracts = new LinkedHashMap<>();
    /** Names of balances and of their segments, as the scenario has them, by their ids. */
    private final Map<String, String> balances = new HashMap<>();

    private final Map<String, String> segments = new HashMap<>();
    /** Ids of segments by the balance's id and the segment's name. */
    private final Map<String, String> segmentsOf = new HashMap<>();

    private String customer = "";
    private String fixed = "";
    /** Whether each contract has products of its own; else the card that all have. */
    private boolean apart;

    private String shared = "";

    PricingScenario(JsonNode row, String name, Api api) {
        this.scenario = row.get("scenario");
        this.expected = row.get("result");
        this.name = name;
        this.api = api;
    }

    /** What the scenario needs that nothing serves yet; empty if it can be played. */
    static Set<String> needs(JsonNode row) {
        JsonNode scenario = row.get("scenario");
        Set<String> needs = new TreeSet<>();
        for (JsonNode product : scenario.get("products")) {
            if (product.has("type") && !PRODUCTS.contains(product.get("type").stringValue())) {
                needs.add(product.get("type").stringValue());
            }
        }
        return needs;
    }

    /** When the last usage is final: the end of its month and the day of grace; or the moment that the scenario names. */
    Instant asked() {
        if (scenario.has("now")) {
            return at(scenario.get("now"));
        }
        Instant last = Instant.parse("2000-01-01T00:00:00Z");
        for (JsonNode invoice : expected.get("invoices")) {
            Instant end = at(invoice.get("period").stringValue().split("\\.\\.")[1]);
            last = end.isAfter(last) ? end : last;
        }
        return last.plusSeconds(36 * 3600);
    }

    /** When the ledgers are asked: as the invoices are, or when everything has ended. */
    Instant asksLedgers() {
        Instant last = asked();
        if (scenario.has("now")) {
            return last;
        }
        for (JsonNode contract : scenario.get("contracts")) {
            for (JsonNode balance : contract.path("balances")) {
                for (JsonNode segment : balance.get("segments")) {
                    Instant end = at(segment.get("to")).plusSeconds(36 * 3600);
                    last = end.isAfter(last) ? end : last;
                }
            }
        }
        return last;
    }

    void setUp() {
        customer = id("/v1/customers", Map.of("name", name, "ingest_aliases", List.of(name)));
        fixed = id("/v1/contract-pricing/products/create", Map.of("name", "Commit", "type", "FIXED"));
        List<JsonNode> all = new ArrayList<>();
        scenario.get("contracts").forEach(all::add);
        all.sort(Comparator.comparing(contract -> contract.path("created_at").asString("")));
        apart = isUsedByContract();
        shared = apart ? "" : card("");
        for (JsonNode contract : all) {
            if (!rolledOver(contract).isEmpty()) {
                contracts.put(EARLIER, earlier(contract));
            } else if (!contract.has("transition")) {
                agree(contract);
            }
        }
        List<JsonNode> ofCustomer = new ArrayList<>();
        scenario.path("customer_balances").forEach(ofCustomer::add);
        ofCustomer.sort(
                Comparator.comparing(balance -> balance.path("created_at").asString("9")));
        ofCustomer.forEach(this::customerBalance);
        learnNames();
    }

    /** Balances that the contract has rolled over, from a contract that the scenario does without. */
    private static List<JsonNode> rolledOver(JsonNode contract) {
        return contract.path("balances")
                .valueStream()
                .filter(balance -> balance.has("rollover_of"))
                .toList();
    }

    private static Map<String, Object> paidElsewhere(Object schedule) {
        Map<String, Object> paid = new HashMap<>();
        ((Map<?, ?>) schedule).forEach((name, value) -> paid.put((String) name, value));
        paid.put("do_not_invoice", true);
        return paid;
    }

    /** The contract that they roll over from, of a year before of which nothing is used. */
    private String earlier(JsonNode contract) {
        Instant end = at(contract.get("from"));
        Instant start = end.atZone(ZoneOffset.UTC).minusYears(1).toInstant();
        List<Map<String, Object>> commits = new ArrayList<>();
        for (JsonNode rolledOver : rolledOver(contract)) {
            Map<String, Object> commit = balance(rolledOver);
            Object amount = number(rolledOver.at("/segments/0/amount"));
            commit.put("rollover_fraction", 1);
            if (rolledOver.path("rollover_of").asString("").equals("PREPAID")) {
                // The cases name its price on the day of the renewal, when the earlier contract bills nothing any more.
                commit.computeIfPresent("invoice_schedule", (_, schedule) -> paidElsewhere(schedule));
            }
            commit.put(
                    "access_schedule",
                    Map.of(
                            "schedule_items",
                            List.of(Map.of(
                                    "amount",
                                    amount,
                                    "starting_at",
                                    start.toString(),
                                    "ending_before",
                                    end.toString()))));
            commits.add(commit);
        }
        return id(
                "/v1/contracts/create",
                Map.of(
                        "customer_id",
                        customer,
                        "starting_at",
                        start.toString(),
                        "ending_before",
                        end.toString(),
                        "commits",
                        commits));
    }

    private void agree(JsonNode contract) {
        String id = contract.get("id").stringValue();
        contracts.put(id, contract(contract, apart ? card(" " + id) : shared));
    }

    /** What is agreed on later: ends of contracts that were open, and contracts that renew another as they start. */
    Map<Instant, Runnable> agreements() {
        Map<Instant, Runnable> agreements = new TreeMap<>();
        for (JsonNode contract : scenario.get("contracts")) {
            if (contract.has("transition") || !rolledOver(contract).isEmpty()) {
                agreements.put(at(contract.get("from")), () -> {
                    agree(contract);
                    learnNames();
                });
            } else if (contract.has("end_set_at") && !isRenewed(contract)) {
                agreements.put(at(contract.get("end_set_at")), () -> end(contract));
            }
        }
        return agreements;
    }

    /** Whether another contract ends it where it starts. */
    private boolean isRenewed(JsonNode contract) {
        String id = contract.get("id").stringValue();
        return scenario.get("contracts")
                .valueStream()
                .anyMatch(other -> other.at("/transition/from").asString("").equals(id));
    }

    private void end(JsonNode contract) {
        api.postRaw(
                        "/v1/contracts/updateEndDate",
                        Json.write(Map.of(
                                "customer_id",
                                customer,
                                "contract_id",
                                contracts.get(contract.get("id").stringValue()),
                                "ending_before",
                                at(contract.get("to")).toString())))
                .ok();
    }

    /** What is entered by hand, on the days when it is. */
    Map<Instant, Runnable> entries() {
        Map<Instant, Runnable> entries = new TreeMap<>();
        for (JsonNode contract : scenario.get("contracts")) {
            for (JsonNode balance : contract.path("balances")) {
                for (JsonNode entry : balance.path("manual")) {
                    entries.put(at(entry.get("at")), () -> enter(contract, balance, entry));
                }
            }
        }
        return entries;
    }

    private void enter(JsonNode contract, JsonNode balance, JsonNode entry) {
        String id = found(balances, balance.get("id").stringValue());
        String segment = segmentsOf.get(id + " " + entry.get("segment").stringValue());
        api.postRaw(
                        "/v1/contracts/addManualBalanceLedgerEntry",
                        Json.write(Map.of(
                                "customer_id",
                                customer,
                                "contract_id",
                                contracts.get(contract.get("id").stringValue()),
                                "id",
                                id,
                                "segment_id",
                                segment,
                                "amount",
                                number(entry.get("amount")),
                                "timestamp",
                                at(entry.get("at")).toString(),
                                "reason",
                                "by hand")))
                .ok();
    }

    private static String found(Map<String, String> names, String name) {
        return names.entrySet().stream()
                .filter(each -> each.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** The days on which something is used, with what is sent then. */
    Map<Instant, List<Map<String, Object>>> usage() {
        Map<Instant, List<Map<String, Object>>> days = new TreeMap<>();
        int n = 0;
        for (JsonNode event : scenario.path("events")) {
            Map<String, Object> properties = new HashMap<>();
            properties.put("n", event.get("qty").stringValue());
            event.path("groups").properties().forEach(group -> properties.put(group.getKey(), group.getValue()));
            event.path("present").properties().forEach(group -> properties.put(group.getKey(), group.getValue()));
            days.computeIfAbsent(at(event.get("at")), _ -> new ArrayList<>())
                    .add(Map.of(
                            "transaction_id",
                            name + "-" + n++,
                            "customer_id",
                            name,
                            "event_type",
                            name + " " + event.get("product").stringValue()
                                    + (event.has("contract")
                                            ? " " + event.get("contract").stringValue()
                                            : ""),
                            "timestamp",
                            at(event.get("at")).toString(),
                            "properties",
                            properties));
        }
        return days;
    }

    void use(List<Map<String, Object>> events) {
        api.postRaw("/v1/ingest", Json.write(events)).ok();
    }

    List<String> expectedInvoices() {
        List<String> shown = new ArrayList<>();
        for (JsonNode invoice : expected.get("invoices")) {
            shown.add(invoice.get("contract").stringValue() + " "
                    + invoice.get("period").stringValue() + " "
                    + invoice.get("status").stringValue() + " " + plain(invoice.get("subtotal")) + " "
                    + plain(invoice.get("total")));
            invoice.get("lines").forEach(line -> shown.add("  " + expectedLine(line)));
        }
        return shown;
    }

    private String expectedLine(JsonNode line) {
        String quantity = line.has("qty") ? " " + plain(line.get("qty")) + "x" + plain(line.get("price")) : "";
        return line.get("type").stringValue() + " " + line.get("name").stringValue() + quantity + "="
                + plain(line.get("total")) + " " + line.get("from").stringValue() + ".."
                + line.get("to").stringValue() + groups(line.path("groups")) + groups(line.path("present"))
                + (isCustom(line.path("unit").asString(""))
                        ? " in " + line.get("unit").stringValue()
                        : "")
                + (line.has("commit")
                        ? " <" + line.get("commit").stringValue() + " "
                                + line.get("segment").stringValue() + " "
                                + line.get("commit_type").stringValue() + ">"
                        : "");
    }

    /** The usage invoices of the periods that the scenario expects, as texts like the expected ones. */
    List<String> invoices() {
        learnNames();
        Map<String, JsonNode> found = new HashMap<>();
        String page = "";
        while (true) {
            JsonNode answer = api.get("/v1/customers/" + customer + "/invoices?limit=100" + page)
                    .ok();
            for (JsonNode invoice : answer.get("data")) {
                if (isLiveUsage(invoice)) {
                    String contract = contracts.entrySet().stream()
                            .filter(each -> each.getValue()
                                    .equals(invoice.get("contract_id").stringValue()))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElseThrow();
                    found.put(
                            contract + " " + day(invoice.get("start_timestamp")) + ".."
                                    + day(invoice.get("end_timestamp")),
                            invoice);
                }
            }
            if (answer.get("next_page").isNull()) {
                break;
            }
            page = "&next_page=" + answer.get("next_page").stringValue();
        }
        List<String> shown = new ArrayList<>();
        for (JsonNode wanted : expected.get("invoices")) {
            String key = wanted.get("contract").stringValue() + " "
                    + wanted.get("period").stringValue();
            JsonNode invoice = found.get(key);
            if (invoice == null) {
                shown.add(key + " is not there");
                continue;
            }
            shown.add(key + " " + invoice.get("status").stringValue() + " " + plain(invoice.get("subtotal")) + " "
                    + plain(invoice.get("total")));
            for (JsonNode line : invoice.get("line_items")) {
                // A product without usage has a line that says so; the scenarios leave it out.
                if (!line.has("quantity") || line.get("quantity").decimalValue().signum() != 0) {
                    shown.add("  " + line(line));
                }
            }
        }
        return shown;
    }

    private static boolean isLiveUsage(JsonNode invoice) {
        return invoice.get("type").stringValue().equals("USAGE")
                && !invoice.get("status").stringValue().equals("VOID");
    }

    /**
     * Voids its finalized usage invoices and makes them again, one after the other; but those that drew on a commit whose rest
     * is billed, which are not voided before that is.
     */
    void regenerateAll() {
        List<String> finalized = new ArrayList<>();
        api.get("/v1/customers/" + customer + "/invoices?limit=100")
                .ok()
                .get("data")
                .valueStream()
                .filter(invoice -> isLiveUsage(invoice)
                        && invoice.get("status").stringValue().equals("FINALIZED"))
                .forEach(invoice -> finalized.add(invoice.get("id").stringValue()));
        for (String invoice : finalized) {
            Api.Answer voided = api.post("/v1/invoices/void", "{'id': '" + invoice + "'}");
            if (voided.status() == 200) {
                api.post("/v1/invoices/regenerate", "{'id': '" + invoice + "'}").ok();
            } else if (!voided.refused(400).contains("it bills what is left of commit")) {
                throw new AssertionError(voided.body());
            }
        }
    }

    /** What the scenario expects of each balance: its entries in order and what is left of it. */
    List<String> expectedLedgers() {
        List<String> shown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> ledger : expected.get("ledgers").properties()) {
            shown.add(ledger.getKey() + " " + plain(expected.get("balances").get(ledger.getKey())));
            for (JsonNode entry : ledger.getValue()) {
                shown.add("  " + entry.get(0).stringValue() + " " + entry.get(1).stringValue() + " "
                        + plain(entry.get(2)) + " "
                        + (isOfSegment(entry.get(0).stringValue())
                                ? entry.get(3).stringValue()
                                : ""));
            }
        }
        return shown;
    }

    /** The API names no segment of what was entered by hand, nor of what opens, bills or ends a postpaid commit. */
    private static boolean isOfSegment(String type) {
        return !type.endsWith("_MANUAL")
                && (!type.startsWith("POSTPAID")
                        || type.endsWith("_AUTOMATED_INVOICE_DEDUCTION")
                        || type.endsWith("_ROLLOVER"));
    }

    List<String> ledgers() {
        learnNames();
        JsonNode list = api.post(
                        "/v1/contracts/customerBalances/list",
                        "{'customer_id': '" + customer
                                + "', 'include_contract_balances': true, 'include_balance': true, 'include_ledgers':"
                                + " true}")
                .ok()
                .get("data");
        Map<String, JsonNode> found = new HashMap<>();
        list.forEach(balance ->
                found.put(String.valueOf(balances.get(balance.get("id").stringValue())), balance));
        List<String> shown = new ArrayList<>();
        for (String name : expected.get("ledgers").propertyNames()) {
            JsonNode balance = found.get(name);
            if (balance == null) {
                // The scenarios list the balances of all periods to come; they are made one period ahead.
                boolean isToCome =
                        name.contains("#") && expected.get("ledgers").get(name).isEmpty();
                shown.add(name + (isToCome ? " 0" : " is not there"));
                continue;
            }
            shown.add(name + " " + plain(balance.get("balance")));
            for (JsonNode entry : balance.get("ledger")) {
                shown.add("  " + entry.get("type").stringValue() + " " + day(entry.get("timestamp")) + " "
                        + plain(entry.get("amount")) + " "
                        + (entry.has("segment_id")
                                ? segments.get(entry.get("segment_id").stringValue())
                                : ""));
            }
        }
        return shown;
    }

    private String line(JsonNode line) {
        String quantity =
                line.has("quantity") ? " " + plain(line.get("quantity")) + "x" + plain(line.get("unit_price")) : "";
        return line.get("type").stringValue() + " " + line.get("name").stringValue() + quantity + "="
                + plain(line.get("total")) + " " + day(line.get("starting_at")) + ".." + day(line.get("ending_before"))
                + groups(line.path("pricing_group_values")) + groups(line.path("presentation_group_values"))
                + (isCustom(line.at("/credit_type/name").stringValue())
                        ? " in " + line.at("/credit_type/name").stringValue()
                        : "")
                + (line.has("commit_id")
                        ? " <" + balances.get(line.get("commit_id").stringValue()) + " "
                                + segments.get(line.get("commit_segment_id").stringValue()) + " "
                                + line.get("commit_type").stringValue() + ">"
                        : "");
    }

    /** Contracts of a customer see all of its usage; where one uses what another does not, each has products of its own. */
    private boolean isUsedByContract() {
        for (JsonNode event : scenario.path("events")) {
            if (event.has("contract")) {
                return true;
            }
        }
        return false;
    }

    /** @param apart what tells products of one contract from those of another; empty if they share them */
    private String product(String key, JsonNode product, String apart) {
        if (product.path("type").asString("").equals("SUBSCRIPTION")) {
            return id(
                    "/v1/contract-pricing/products/create",
                    Map.of("name", product.get("name").stringValue(), "type", "SUBSCRIPTION"));
        }
        if (product.has("type")) {
            List<String> components = new ArrayList<>();
            product.path("of").forEach(component -> components.add(products.get(component.stringValue())));
            return id(
                    "/v1/contract-pricing/products/create",
                    Map.of(
                            "name",
                            product.get("name").stringValue(),
                            "type",
                            product.get("type"),
                            "composite_product_ids",
                            components));
        }
        Set<String> pricing = new LinkedHashSet<>();
        for (JsonNode rate : scenario.get("rates")) {
            if (rate.get("product").stringValue().equals(key)) {
                rate.path("groups").propertyNames().forEach(pricing::add);
            }
        }
        Set<String> presentation = new LinkedHashSet<>();
        for (JsonNode event : scenario.path("events")) {
            if (event.get("product").stringValue().equals(key)) {
                event.path("present").propertyNames().forEach(presentation::add);
            }
        }
        List<String> groupKey = new ArrayList<>(pricing);
        groupKey.addAll(presentation);
        Map<String, Object> metric = new HashMap<>(Map.of(
                "name",
                name + " " + key + apart,
                "aggregation_type",
                "SUM",
                "aggregation_key",
                "n",
                "event_type_filter",
                Map.of("in_values", List.of(name + " " + key + apart))));
        List<Map<String, Object>> filters = new ArrayList<>(List.of(Map.of("name", "n", "exists", true)));
        groupKey.forEach(each -> filters.add(Map.of("name", each, "exists", true)));
        metric.put("property_filters", filters);
        if (!groupKey.isEmpty()) {
            metric.put("group_keys", List.of(groupKey));
        }
        Map<String, Object> body = new HashMap<>(Map.of(
                "name",
                product.get("name").stringValue(),
                "type",
                "USAGE",
                "billable_metric_id",
                id("/v1/billable-metrics/create", metric)));
        if (product.has("tags")) {
            body.put("tags", product.get("tags"));
        }
        if (!pricing.isEmpty()) {
            body.put("pricing_group_key", pricing);
        }
        if (!presentation.isEmpty()) {
            body.put("presentation_group_key", presentation);
        }
        return id("/v1/contract-pricing/products/create", body);
    }

    private String card(String apart) {
        for (boolean composites : new boolean[] {false, true}) {
            for (Map.Entry<String, JsonNode> product : scenario.get("products").properties()) {
                if (product.getValue().has("type") == composites) {
                    products.put(product.getKey(), product(product.getKey(), product.getValue(), apart));
                }
            }
        }
        Map<String, Object> body = new HashMap<>(Map.of("name", name + apart));
        List<Map<String, Object>> conversions = new ArrayList<>();
        scenario.path("units").properties().forEach(unit -> {
            if (unit.getValue().has("custom")) {
                conversions.add(Map.of(
                        "custom_credit_type_id",
                        unit(unit.getKey()),
                        "fiat_per_custom_credit",
                        number(unit.getValue().get("per"))));
            }
        });
        if (!conversions.isEmpty()) {
            body.put("credit_type_conversions", conversions);
        }
        for (JsonNode rate : scenario.get("rates")) {
            if (rate.path("unit").asString("").equals("EUR")) {
                body.put("fiat_credit_type_id", unit("EUR"));
            }
        }
        String card = id("/v1/contract-pricing/rate-cards/create", body);
        for (JsonNode rate : scenario.get("rates")) {
            Map<String, Object> request = new HashMap<>(prices(rate));
            request.put("rate_card_id", card);
            request.put("product_id", products.get(rate.get("product").stringValue()));
            request.put(
                    "starting_at", at(rate.path("from").asString("2020-01-01")).toString());
            request.put("entitled", rate.path("entitled").asBoolean(true));
            if (isCustom(rate.path("unit").asString(""))) {
                request.put("credit_type_id", unit(rate.get("unit").stringValue()));
            }
            if (rate.has("groups")) {
                request.put("pricing_group_values", rate.get("groups"));
            }
            if (rate.has("commit_rate")) {
                request.put("commit_rate", prices(rate.get("commit_rate")));
            }
            api.postRaw("/v1/contract-pricing/rate-cards/addRate", Json.write(request))
                    .ok();
        }
        scenario.get("contracts").forEach(contract -> contract.path("fees").forEach(fee -> feeRate(card, fee)));
        return card;
    }

    /** What a fee costs for a month. */
    private void feeRate(String card, JsonNode fee) {
        api.postRaw(
                        "/v1/contract-pricing/rate-cards/addRate",
                        Json.write(Map.of(
                                "rate_card_id",
                                card,
                                "product_id",
                                products.get(fee.get("product").stringValue()),
                                "starting_at",
                                at("2020-01-01").toString(),
                                "entitled",
                                true,
                                "rate_type",
                                "FLAT",
                                "price",
                                number(fee.get("amount")),
                                "billing_frequency",
                                "MONTHLY")))
                .ok();
    }

    /** A fee that stands on the usage invoice of its own period is collected when that is over. */
    private Map<String, Object> fee(JsonNode fee) {
        return Map.of(
                "collection_schedule",
                "ARREARS",
                "subscription_rate",
                Map.of("product_id", products.get(fee.get("product").stringValue()), "billing_frequency", "MONTHLY"),
                "proration",
                Map.of(),
                "initial_quantity",
                number(fee.get("quantity")),
                "starting_at",
                at(fee.get("from")).toString(),
                "ending_before",
                at(fee.get("to")).toString());
    }

    private static Map<String, Object> prices(JsonNode rate) {
        Map<String, Object> prices = new HashMap<>();
        prices.put("rate_type", rate.get("type").stringValue());
        if (rate.has("minimum")) {
            prices.put("minimum_config", Map.of("minimum", number(rate.get("minimum"))));
        }
        if (rate.has("price")) {
            prices.put("price", number(rate.get("price")));
        }
        if (rate.has("tiers")) {
            List<Map<String, Object>> tiers = new ArrayList<>();
            for (JsonNode tier : rate.get("tiers")) {
                Map<String, Object> each = new HashMap<>(Map.of("price", number(tier.get("price"))));
                if (!tier.path("size").isNull()) {
                    each.put("size", number(tier.get("size")));
                }
                tiers.add(each);
            }
            prices.put("tiers", tiers);
        }
        return prices;
    }

    private String contract(JsonNode contract, String card) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "customer_id",
                customer,
                "rate_card_id",
                card,
                "starting_at",
                at(contract.get("from")).toString()));
        if (contract.path("to").isString() && !contract.has("end_set_at")) {
            body.put("ending_before", at(contract.get("to")).toString());
        }
        if (contract.has("transition")) {
            JsonNode transition = contract.get("transition");
            body.put(
                    "transition",
                    Map.of(
                            "type",
                            "RENEWAL",
                            "from_contract_id",
                            contracts.get(transition.get("from").stringValue()),
                            "future_invoice_behavior",
                            Map.of("trueup", transition.path("trueup").asString("AS_IS"))));
        }
        if (contracts.containsKey(EARLIER)) {
            body.put("transition", Map.of("type", "RENEWAL", "from_contract_id", contracts.get(EARLIER)));
        }
        recurring(contract, body);
        if (contract.path("explicit").asBoolean(false)) {
            body.put("multiplier_override_prioritization", "EXPLICIT");
        }
        List<Map<String, Object>> commits = new ArrayList<>();
        List<Map<String, Object>> credits = new ArrayList<>();
        List<JsonNode> all = new ArrayList<>();
        contract.path("balances")
                .valueStream()
                .filter(balance -> !balance.has("rollover_of"))
                .forEach(all::add);
        all.sort(Comparator.comparing(balance -> balance.path("created_at").asString("9")));
        for (JsonNode balance : all) {
            boolean credit = balance.get("kind").stringValue().equals("CREDIT");
            Map<String, Object> terms = balance(balance);
            if (!credit) {
                terms.put("temporary_id", balance.get("id").stringValue());
            }
            (credit ? credits : commits).add(terms);
        }
        strangers(contract, all).forEach(name -> commits.add(nothing(name)));
        if (!commits.isEmpty()) {
            body.put("commits", commits);
        }
        if (!credits.isEmpty()) {
            body.put("credits", credits);
        }
        if (contract.has("fees")) {
            body.put(
                    "subscriptions",
                    contract.get("fees").valueStream().map(this::fee).toList());
        }
        List<Map<String, Object>> overrides = new ArrayList<>();
        contract.path("overrides").forEach(override -> overrides.add(override(override)));
        if (!overrides.isEmpty()) {
            body.put("overrides", overrides);
        }
        return id("/v1/contracts/create", body);
    }

    private void recurring(JsonNode contract, Map<String, Object> body) {
        Map<String, List<Map<String, Object>>> lists = new TreeMap<>();
        for (JsonNode item : contract.path("recurring")) {
            boolean credit = item.get("kind").stringValue().equals("CREDIT");
            Map<String, Object> terms = new HashMap<>();
            terms.put("name", item.get("id").stringValue());
            terms.put("product_id", fixed);
            terms.put("priority", 100);
            terms.put(
                    "starting_at",
                    at(item.has("from") ? item.get("from") : contract.get("from"))
                            .toString());
            if (item.path("to").isString()) {
                terms.put("ending_before", at(item.get("to")).toString());
            }
            terms.put("commit_duration", Map.of("value", item.path("duration").asInt(1)));
            terms.put("access_amount", amount(item, "amount"));
            if (item.has("invoice")) {
                terms.put("invoice_amount", amount(item, "invoice"));
            }
            if (item.has("rollover_fraction")) {
                terms.put("rollover_fraction", number(item.get("rollover_fraction")));
            }
            if (item.has("frequency")) {
                terms.put("recurrence_frequency", item.get("frequency"));
            }
            if (item.has("proration")) {
                terms.put("proration", item.get("proration"));
            }
            if (item.has("rounding_access")) {
                JsonNode rounding = item.get("rounding_access");
                terms.put(
                        "proration_rounding",
                        Map.of(
                                "access",
                                Map.of(
                                        "rounding_method",
                                        rounding.get("method"),
                                        "decimal_places",
                                        rounding.get("decimal_places"))));
            }
            lists.computeIfAbsent(credit ? "recurring_credits" : "recurring_commits", _ -> new ArrayList<>())
                    .add(terms);
        }
        body.putAll(lists);
    }

    private Map<String, Object> amount(JsonNode item, String of) {
        return Map.of("credit_type_id", unit(item.path("unit").asString("USD")), "unit_price", number(item.get(of)));
    }

    /** Commits that overrides name and that the scenario does without. */
    private static Set<String> strangers(JsonNode contract, List<JsonNode> balances) {
        Set<String> named = new TreeSet<>();
        for (JsonNode override : contract.path("overrides")) {
            for (JsonNode specifier : override.path("specifiers")) {
                specifier.path("commits").forEach(commit -> named.add(commit.stringValue()));
            }
        }
        balances.forEach(balance -> named.remove(balance.get("id").stringValue()));
        return named;
    }

    /** A commit to be named that gives nothing. */
    private Map<String, Object> nothing(String name) {
        return Map.of(
                "type",
                "PREPAID",
                "temporary_id",
                name,
                "name",
                name,
                "product_id",
                fixed,
                "access_schedule",
                Map.of(
                        "schedule_items",
                        List.of(Map.of(
                                "amount",
                                0,
                                "starting_at",
                                "2024-01-01T00:00:00Z",
                                "ending_before",
                                "2024-01-01T01:00:00Z"))));
    }

    private Map<String, Object> override(JsonNode override) {
        Map<String, Object> body = new HashMap<>();
        body.put("starting_at", at(override.get("from")).toString());
        if (override.has("to")) {
            body.put("ending_before", at(override.get("to")).toString());
        }
        for (String same : List.of("type", "priority", "target", "entitled")) {
            if (override.has(same)) {
                body.put(same, override.get(same));
            }
        }
        if (override.has("multiplier")) {
            body.put("multiplier", number(override.get("multiplier")));
        }
        if (override.has("overwrite")) {
            body.put("overwrite_rate", prices(override.get("overwrite")));
        }
        if (override.has("tiers")) {
            List<Map<String, Object>> tiers = new ArrayList<>();
            for (JsonNode tier : override.get("tiers")) {
                Map<String, Object> each = new HashMap<>(Map.of("multiplier", number(tier.get("multiplier"))));
                if (!tier.path("size").isMissingNode() && !tier.path("size").isNull()) {
                    each.put("size", number(tier.get("size")));
                }
                tiers.add(each);
            }
            body.put("tiers", tiers);
        }
        if (override.path("commit_specific").asBoolean(false)) {
            body.put("is_commit_specific", true);
        }
        List<Map<String, Object>> specifiers = new ArrayList<>();
        for (JsonNode specifier : override.path("specifiers")) {
            Map<String, Object> each = specifier(specifier);
            if (specifier.has("commits")) {
                each.put("any_commit_or_credit_ids", specifier.get("commits"));
            }
            specifiers.add(each);
        }
        for (JsonNode product : override.path("products")) {
            specifiers.add(new HashMap<>(Map.of("product_id", products.get(product.stringValue()))));
        }
        if (override.has("tags")) {
            body.put("applicable_product_tags", override.get("tags"));
        }
        if (!specifiers.isEmpty()) {
            body.put("override_specifiers", specifiers);
        }
        return body;
    }

    private Map<String, Object> specifier(JsonNode specifier) {
        Map<String, Object> body = new HashMap<>();
        if (specifier.has("product")) {
            body.put("product_id", products.get(specifier.get("product").stringValue()));
        }
        if (specifier.has("tags")) {
            body.put("product_tags", specifier.get("tags"));
        }
        if (specifier.has("groups")) {
            body.put("pricing_group_values", specifier.get("groups"));
        }
        if (specifier.has("present")) {
            body.put("presentation_group_values", specifier.get("present"));
        }
        return body;
    }

    private Map<String, Object> balance(JsonNode balance) {
        Map<String, Object> body = new HashMap<>();
        String kind = balance.get("kind").stringValue();
        body.put("name", balance.get("name").stringValue());
        body.put("product_id", fixed);
        body.put("priority", balance.path("priority").asInt(100));
        if (!kind.equals("CREDIT")) {
            body.put("type", kind);
        }
        List<Map<String, Object>> items = new ArrayList<>();
        for (JsonNode segment : balance.get("segments")) {
            items.add(Map.of(
                    "amount",
                    number(segment.get("amount")),
                    "starting_at",
                    at(segment.get("from")).toString(),
                    "ending_before",
                    at(segment.get("to")).toString()));
        }
        String unit = unit(balance.path("unit").asString("USD"));
        body.put("access_schedule", Map.of("credit_type_id", unit, "schedule_items", items));
        if (!balance.path("invoices").isEmpty() && !kind.equals("CREDIT")) {
            List<Map<String, Object>> payments = new ArrayList<>();
            for (JsonNode payment : balance.get("invoices")) {
                payments.add(Map.of(
                        "timestamp",
                        at(payment.get("at")).toString(),
                        "quantity",
                        1,
                        "unit_price",
                        number(payment.get("amount"))));
            }
            body.put(
                    "invoice_schedule",
                    Map.of(
                            "schedule_items",
                            payments,
                            "do_not_invoice",
                            balance.path("do_not_invoice").asBoolean(false)));
        }
        if (balance.has("rate_type")) {
            body.put("rate_type", balance.get("rate_type"));
        }
        if (balance.has("rollover_fraction")) {
            body.put("rollover_fraction", number(balance.get("rollover_fraction")));
        }
        if (balance.has("products")) {
            List<String> ids = new ArrayList<>();
            balance.get("products").forEach(product -> ids.add(products.get(product.stringValue())));
            body.put("applicable_product_ids", ids);
        }
        if (balance.has("specifiers")) {
            List<Map<String, Object>> specifiers = new ArrayList<>();
            balance.get("specifiers").forEach(each -> specifiers.add(specifier(each)));
            body.put("specifiers", specifiers);
        }
        return body;
    }

    private void customerBalance(JsonNode balance) {
        Map<String, Object> body = balance(balance);
        body.put("customer_id", customer);
        if (balance.has("contracts")) {
            List<String> ids = new ArrayList<>();
            balance.get("contracts").forEach(contract -> ids.add(contractOf(contract.stringValue())));
            body.put("applicable_contract_ids", ids);
        }
        if (balance.has("invoices")) {
            body.put("invoice_contract_id", contracts.values().iterator().next());
        }
        boolean credit = balance.get("kind").stringValue().equals("CREDIT");
        String made = id("/v1/contracts/" + (credit ? "customerCredits" : "customerCommits") + "/create", body);
        balances.put(made, balance.get("id").stringValue());
    }

    /** One that the scenario names and does without is a contract of which nothing is used. */
    private String contractOf(String key) {
        String known = contracts.get(key);
        return known != null
                ? known
                : id(
                        "/v1/contracts/create",
                        Map.of("customer_id", customer, "starting_at", "2025-01-01T00:00:00Z", "name", key));
    }

    /** Names of what there is by now; asked again, since balances are made as periods begin and contracts are renewed. */
    private void learnNames() {
        Map<String, String> keys = new HashMap<>();
        JsonNode ofCustomer = api.post("/v1/contracts/customerBalances/list", "{'customer_id': '" + customer + "'}")
                .ok()
                .get("data");
        ofCustomer.forEach(this::learnSegments);
        for (JsonNode contract : scenario.get("contracts")) {
            contract.path("balances")
                    .forEach(balance -> keys.put(
                            balance.get("name").stringValue(), balance.get("id").stringValue()));
        }
        contracts.values().forEach(contract -> {
            JsonNode terms = api.post(
                            "/v2/contracts/get",
                            "{'customer_id': '" + customer + "', 'contract_id': '" + contract + "'}")
                    .ok()
                    .get("data");
            for (String list : List.of("commits", "credits")) {
                Map<String, Integer> periods = new HashMap<>();
                for (JsonNode balance : terms.path(list)) {
                    String name = contract.equals(contracts.get(EARLIER)) ? "" : nameOf(balance, keys, periods);
                    balances.put(balance.get("id").stringValue(), name);
                    learnSegments(balance);
                }
            }
        });
    }

    /** @param periods how many balances of each recurring item came before */
    private String nameOf(JsonNode balance, Map<String, String> keys, Map<String, Integer> periods) {
        String name = balance.get("name").stringValue();
        if (balance.has("recurring_commit_id") || balance.has("recurring_credit_id")) {
            return name + "#" + periods.merge(name, 1, Integer::sum);
        }
        JsonNode from = balance.path("rolled_over_from");
        if (!from.isMissingNode()) {
            String source = from.has("commit_id")
                    ? from.get("commit_id").stringValue()
                    : from.get("credit_id").stringValue();
            return contracts.containsKey(EARLIER) ? String.valueOf(keys.get(name)) : balances.get(source) + "+";
        }
        return String.valueOf(keys.get(name));
    }

    private void learnSegments(JsonNode balance) {
        int n = 1;
        for (JsonNode item : balance.at("/access_schedule/schedule_items")) {
            segmentsOf.put(
                    balance.get("id").stringValue() + " s" + n, item.get("id").stringValue());
            segments.put(item.get("id").stringValue(), "s" + n++);
        }
    }

    private String unit(String code) {
        String wanted = code.equals("USD") ? "USD (cents)" : code;
        for (JsonNode type : api.get("/v1/credit-types/list").ok().get("data")) {
            if (type.get("name").stringValue().equals(wanted)) {
                return type.get("id").stringValue();
            }
        }
        if (!isCustom(code)) {
            throw new IllegalStateException("no credit type " + code);
        }
        return id("/downbeat/v1/creditTypes", Map.of("name", code));
    }

    private boolean isCustom(String unit) {
        return scenario.path("units").path(unit).has("custom");
    }

    private String id(String path, Map<String, Object> body) {
        return api.postRaw(path, Json.write(body)).ok().at("/data/id").stringValue();
    }

    private static String groups(JsonNode groups) {
        Map<String, String> sorted = new TreeMap<>();
        groups.properties()
                .forEach(each -> sorted.put(each.getKey(), each.getValue().stringValue()));
        return sorted.isEmpty() ? "" : " " + sorted;
    }

    private static BigDecimal number(JsonNode text) {
        return text.isString() ? new BigDecimal(text.stringValue()) : text.decimalValue();
    }

    private static String plain(JsonNode number) {
        return number(number).stripTrailingZeros().toPlainString();
    }

    private static String day(JsonNode instant) {
        return instant.stringValue().substring(0, 10);
    }

    private static Instant at(JsonNode day) {
        return at(day.stringValue());
    }

    private static Instant at(String day) {
        return Instant.parse(day.length() == 10 ? day + "T00:00:00Z" : day.endsWith("Z") ? day : day + "Z");
    }
}
