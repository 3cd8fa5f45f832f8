package io.downbeat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@link BadInputTest} sends: a good body of each operation, and what to put in the place of each of its values. */
final class BadBodies {
    /** Stands in a body where a bad value is written in, so that values which no JSON tree can hold go out as they are. */
    private static final String PLACE = "@@here@@";

    /**
     * JSON values that are wrong nearly everywhere; where one happens to be right, 200 is fine. What the reader of all bodies
     * refuses wherever it stands, LimitsTest puts there.
     */
    static final List<String> VALUES = List.of(
            "null",
            "\"\"",
            "true",
            "-1",
            "0.5",
            "1e400",
            "99999999999999999999999999999999999999",
            "[]",
            "[{}]",
            "[null]",
            "{\"a\":{\"b\":[1]}}",
            "\"10000-01-01T00:00:00Z\"",
            "\"9999-12-31T23:00:00Z\"",
            "\"2025-01-01T00:00:00\"",
            "\"00000000-0000-0000-0000-000000000000\"");

    /** Has no divisor in common with their number, so that the same places of two bodies meet different ones. */
    private static final int OF_THESE_AT_EACH_PLACE = 4;

    /** Whole bodies that are no request of anything. */
    static final List<String> WHOLE = List.of(
            "",
            " ",
            "null",
            "1",
            "\"x\"",
            "[1]",
            "[null]",
            "[[]]",
            "{",
            "{}}",
            "[1,",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "NaN",
            "{\"a\":NaN}",
            "{\"a\":1e}",
            "{\"a\":\"\u0001\"}",
            "\uFEFF{\"a\":1}",
            "<a/>",
            "{\"a\":1,\"a\":2}",
            "{\"\":1}",
            "{\"\\u0000\":1}",
            "{\"\\ud800\":1}",
            "{\"a\":" + "[".repeat(20_000),
            "{\"a\":" + "9".repeat(5_000) + "}",
            "[".repeat(20_000) + "]".repeat(20_000),
            "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));

    private BadBodies() {}

    /** A request that would be taken, or, where the thing named is missing, nearly so. */
    record Request(String path, String body) {
        /** The same request with this JSON in the place of one of its values. */
        Request with(Place place, String json) {
            return new Request(path, marked(Json.read(body), place).replace("\"" + PLACE + "\"", json));
        }
    }

    /** Where a value stands in a body: names of members and indexes of items. */
    record Place(List<Object> steps) {
        Place {
            steps = List.copyOf(steps);
        }

        /** As the API names it, such as {@code data[0].configuration}. */
        @Override
        public String toString() {
            StringBuilder path = new StringBuilder();
            for (Object step : steps) {
                if (step instanceof Integer index) {
                    path.append('[').append(index).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(step);
                }
            }
            return path.toString();
        }

        JsonNode in(JsonNode root) {
            JsonNode node = root;
            for (Object step : steps) {
                node = step instanceof Integer index ? node.path(index) : node.path((String) step);
            }
            return node;
        }
    }

    /** A contract with something of all that a body can name. */
    static AccountFixture.Contract contract(AccountFixture account, AccountFixture.Customer customer) {
        AccountFixture.registerKey(
                customer.api(),
                "a",
                "billable_metric",
                "commit",
                "contract",
                "contract_credit",
                "contract_product",
                "customer",
                "discount",
                "invoice",
                "package_commit",
                "package_credit",
                "package_scheduled_charge",
                "package_subscription",
                "professional_service",
                "rate_card",
                "scheduled_charge",
                "subscription");
        return customer.contract("2025-01-01T00:00:00Z", customer.stripe(), """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
                {'timestamp': '2028-02-01T00:00:00Z', 'unit_price': 5, 'quantity': 2}]}}],
              'commits': [{'product_id': '%1$s', 'type': 'PREPAID', 'access_schedule': {'schedule_items': [
                {'amount': 5, 'starting_at': '2028-01-01T00:00:00Z', 'ending_before': '2029-01-01T00:00:00Z'}]}}],
              'credits': [{'product_id': '%1$s', 'access_schedule': {'schedule_items': [
                {'amount': 5, 'starting_at': '2028-01-01T00:00:00Z', 'ending_before': '2029-01-01T00:00:00Z'}]}}],
              'recurring_credits': [{'product_id': '%1$s', 'priority': 1, 'starting_at': '2028-01-01T00:00:00Z',
                'recurrence_frequency': 'ANNUAL', 'commit_duration': {'value': 1}, 'access_amount':
                  {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 1}}]\
            """.formatted(account.fixedProduct));
    }

    private static String groupedMetric(AccountFixture.Customer customer) {
        return customer.api()
                .post(
                        "/v1/billable-metrics/create",
                        "{'name': 'Grouped', 'aggregation_type': 'COUNT', 'group_keys': [['g']],"
                                + " 'property_filters': [{'name': 'g', 'exists': true}]}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    /** One or more of each operation that has a body. */
    static List<Request> good(
            AccountFixture account, AccountFixture.Customer customer, AccountFixture.Contract contract) {
        JsonNode terms = contract.read();
        customer.api()
                .post("/v1/packages/create", "{'name': 'Walked', 'aliases': [{'name': 'walked'}]}")
                .ok();
        JsonNode charge = terms.at("/scheduled_charges/0");
        var ids = Map.ofEntries(
                Map.entry("CUSTOMER", customer.id()),
                Map.entry("CONTRACT", contract.id()),
                Map.entry("CHARGE", charge.get("id").stringValue()),
                Map.entry("ITEM", charge.at("/schedule/schedule_items/0/id").stringValue()),
                Map.entry("RECURRING", terms.at("/recurring_credits/0/id").stringValue()),
                Map.entry("COMMIT", terms.at("/commits/0/id").stringValue()),
                Map.entry("CREDIT", terms.at("/credits/0/id").stringValue()),
                Map.entry(
                        "SEGMENT",
                        terms.at("/credits/0/access_schedule/schedule_items/0/id")
                                .stringValue()),
                Map.entry("CONFIG", customer.stripe()),
                Map.entry("METRIC", account.metric),
                Map.entry("GROUPED", groupedMetric(customer)),
                Map.entry("PRODUCT", account.usageProduct),
                Map.entry("FEE", account.fixedProduct),
                Map.entry("CARD", account.rateCard),
                Map.entry("METHOD", account.stripeMethod));
        List<Request> filled = new ArrayList<>();
        TEMPLATES.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String body = line.substring(line.indexOf(' ') + 1).replace('\'', '"');
            String path = line.substring(0, line.indexOf(' '));
            for (var id : ids.entrySet()) {
                body = body.replace("\"" + id.getKey() + "\"", "\"" + id.getValue() + "\"");
                path = path.replace("{" + id.getKey() + "}", id.getValue());
            }
            filled.add(new Request(path, body));
        });
        return filled;
    }

    /**
     * Calls back with (place of the value, requests with a bad value in it) for each value of the bodies. Each place is
     * asked with a few of the values in turn, so that each operation meets all: all of them at each of some 2,000 places
     * took a third of the whole run's time.
     */
    static void mutate(List<Request> bodies, BiConsumer<Place, List<Request>> each) {
        int turn = 0;
        for (Request good : bodies) {
            for (Place place : places(good)) {
                int first = turn;
                each.accept(
                        place,
                        IntStream.range(0, OF_THESE_AT_EACH_PLACE)
                                .mapToObj(n -> VALUES.get((first + n) % VALUES.size()))
                                .map(bad -> good.with(place, bad))
                                .toList());
                turn += OF_THESE_AT_EACH_PLACE;
            }
        }
    }

    /** Where the values of the body stand, those inside of others too; of a list, the first item. */
    static List<Place> places(Request request) {
        return paths(Json.read(request.body())).stream().map(Place::new).toList();
    }

    /** The body with a mark at the place; what is missing on the way there is made. */
    private static String marked(JsonNode root, Place place) {
        JsonNode parent = root;
        List<Object> steps = place.steps();
        for (int i = 0; i < steps.size() - 1; i++) {
            parent = child(parent, steps.get(i), steps.get(i + 1) instanceof String);
        }
        if (steps.getLast() instanceof String name) {
            ((ObjectNode) parent).put(name, PLACE);
        } else if (parent.size() > (int) steps.getLast()) {
            ((ArrayNode) parent).set((int) steps.getLast(), PLACE);
        } else {
            ((ArrayNode) parent).add(PLACE);
        }
        return root.toString();
    }

    private static JsonNode child(JsonNode parent, Object step, boolean isObject) {
        JsonNode there = step instanceof String name ? parent.path(name) : parent.path((int) step);
        if (isObject ? there.isObject() : there.isArray()) {
            return there;
        }
        JsonNode made = isObject ? Json.MAPPER.createObjectNode() : Json.MAPPER.createArrayNode();
        if (step instanceof String name) {
            ((ObjectNode) parent).set(name, made);
        } else if (parent.size() > (int) step) {
            ((ArrayNode) parent).set((int) step, made);
        } else {
            ((ArrayNode) parent).add(made);
        }
        return made;
    }

    private static List<List<Object>> paths(JsonNode node) {
        List<List<Object>> all = new ArrayList<>();
        node.properties().forEach(entry -> below(all, entry.getKey(), entry.getValue()));
        for (int i = 0; node.isArray() && i < Math.min(1, node.size()); i++) {
            below(all, i, node.get(i));
        }
        return all;
    }

    private static void below(List<List<Object>> all, Object step, JsonNode value) {
        all.add(List.of(step));
        paths(value).forEach(rest -> {
            List<Object> path = new ArrayList<>(List.of(step));
            path.addAll(rest);
            all.add(path);
        });
    }

    // What is billed lies in the future: an invoice that is delivered in the background would look like a refused
    // request's doing.
    private static final String TEMPLATES = """
        /v1/customers {'name':'n','ingest_aliases':['fuzz'],'custom_fields':{'a':'b'},'customer_billing_provider_configurations':[{'billing_provider':'stripe','delivery_method':'direct_to_billing_provider','configuration':{'stripe_customer_id':'cus_f','stripe_collection_method':'send_invoice'}}]}
        /v1/customers/archive {'id':'METRIC'}
        /v1/customers/{CUSTOMER}/setName {'name':'n'}
        /v1/customers/{CUSTOMER}/setIngestAliases {'ingest_aliases':['fuzz2']}
        /v1/customers/{CUSTOMER}/updateConfig {'leave_stripe_invoices_in_draft':false,'salesforce_account_id':'s'}
        /v1/setUpBillingProvider {'billing_provider':'aws_marketplace','delivery_method':'direct_to_billing_provider','configuration':{'aws_region':'eu-west-1','aws_access_key_id':'AKIATESTTESTFUZZ','aws_secret_access_key':'not-a-key'}}
        /v1/listConfiguredBillingProviders {'next_page':'x'}
        /v1/setCustomerBillingProviderConfigurations {'data':[{'customer_id':'CUSTOMER','billing_provider':'stripe','delivery_method':'direct_to_billing_provider','configuration':{'stripe_customer_id':'cus_fuzz','stripe_collection_method':'charge_automatically'},'tax_provider':'NONE'}]}
        /v1/getCustomerBillingProviderConfigurations {'customer_id':'CUSTOMER','include_archived':true}
        /v1/archiveCustomerBillingProviderConfigurations {'customer_id':'CUSTOMER','customer_billing_provider_configuration_ids':['METRIC']}
        /v1/billable-metrics/create {'name':'m','aggregation_type':'SUM','aggregation_key':'n','event_type_filter':{'in_values':['use'],'not_in_values':['no']},'property_filters':[{'name':'n','exists':true,'in_values':['1'],'not_in_values':['2']},{'name':'g','exists':true},{'name':'h','exists':true}],'group_keys':[['g','h']],'custom_fields':{'a':'b'}}
        /v1/billable-metrics/archive {'id':'CUSTOMER'}
        /v1/contract-pricing/products/create {'name':'p','type':'USAGE','billable_metric_id':'METRIC','quantity_conversion':{'conversion_factor':2,'operation':'DIVIDE','name':'c'},'quantity_rounding':{'decimal_places':2,'rounding_method':'ROUND_UP'},'tags':['t'],'pricing_group_key':['g'],'presentation_group_key':['g'],'custom_fields':{'a':'b'}}
        /v1/contract-pricing/products/get {'id':'PRODUCT'}
        /v1/contract-pricing/products/update {'product_id':'FEE','starting_at':'2025-01-01T00:00:00Z','name':'q','tags':['t']}
        /v1/contract-pricing/products/archive {'product_id':'CARD'}
        /v1/contract-pricing/products/list {'archive_filter':'ALL'}
        /v1/contract-pricing/rate-cards/create {'name':'c','description':'d','fiat_credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','aliases':[{'name':'fuzz','starting_at':'2025-01-01T00:00:00Z','ending_before':'2026-01-01T00:00:00Z'}],'custom_fields':{'a':'b'}}
        /v1/contract-pricing/rate-cards/get {'id':'CARD'}
        /v1/contract-pricing/rate-cards/update {'rate_card_id':'CARD','name':'c','description':'d','aliases':[{'name':'fuzz3'}]}
        /v1/contract-pricing/rate-cards/archive {'id':'FEE'}
        /v1/contract-pricing/rate-cards/addRate {'rate_card_id':'CARD','product_id':'PRODUCT','entitled':true,'starting_at':'2031-01-01T00:00:00Z','ending_before':'2032-01-01T00:00:00Z','rate_type':'TIERED','tiers':[{'price':1,'size':5},{'price':2}],'pricing_group_values':{'a':'b'}}
        /v1/contract-pricing/rate-cards/addRate {'rate_card_id':'CARD','product_id':'PRODUCT','entitled':true,'starting_at':'2034-01-01T00:00:00Z','rate_type':'FLAT','price':1,'commit_rate':{'rate_type':'TIERED','tiers':[{'price':1,'size':5},{'price':2}]}}
        /v1/contract-pricing/rate-cards/setRateCardProductsOrder {'rate_card_id':'CARD','product_order':['PRODUCT']}
        /v1/contract-pricing/rate-cards/updateNamedSchedule {'rate_card_id':'CARD','schedule_name':'n','starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z','value':{'a':[1]}}
        /v1/contract-pricing/rate-cards/getNamedSchedule {'rate_card_id':'CARD','schedule_name':'n','covering_date':'2028-02-01T00:00:00Z'}
        /v1/customers/updateNamedSchedule {'customer_id':'CUSTOMER','schedule_name':'n','starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z','value':{'a':[1]}}
        /v1/customers/getNamedSchedule {'customer_id':'CUSTOMER','schedule_name':'n','covering_date':'2028-02-01T00:00:00Z'}
        /v1/contracts/updateNamedSchedule {'customer_id':'CUSTOMER','contract_id':'CONTRACT','schedule_name':'n','properties':{'k':'v'},'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z','value':{'a':[1]}}
        /v1/contracts/getNamedSchedule {'customer_id':'CUSTOMER','contract_id':'CONTRACT','schedule_name':'n','properties':{'k':'v'},'covering_date':'2028-02-01T00:00:00Z'}
        /v1/alerts/create {'alert_type':'low_remaining_contract_credit_and_commit_balance_reached','name':'a','threshold':5,'customer_id':'CUSTOMER','evaluate_on_create':false,'custom_field_filters':[{'entity':'Contract','key':'k','value':'v'}],'alert_specifiers':[{'custom_field_filters':[{'entity':'Commit','key':'k','value':'v'}],'exclude':[{'custom_field_filters':[{'entity':'Commit','key':'k','value':'v'}]}]}],'uniqueness_key':'alert'}
        /v1/alerts/create {'alert_type':'usage_threshold_reached','name':'a','threshold':5,'customer_id':'CUSTOMER','billable_metric_id':'METRIC'}
        /v1/alerts/create {'alert_type':'spend_threshold_reached','name':'a','threshold':5,'customer_id':'CUSTOMER','credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','group_values':[{'key':'k','value':'v'}]}
        /v1/alerts/create {'alert_type':'invoice_total_reached','name':'a','threshold':5,'customer_id':'CUSTOMER','invoice_types_filter':['USAGE']}
        /v1/alerts/archive {'id':'METRIC','release_uniqueness_key':true}
        /v1/customer-alerts/get {'customer_id':'CUSTOMER','alert_id':'METRIC','group_values':[{'key':'k','value':'v'}],'alert_specifiers':[{'custom_field_filters':[{'entity':'Commit','key':'k','value':'v'}]}],'plans_or_contracts':'CONTRACTS'}
        /v1/contracts/getSubscriptionQuantityHistory {'customer_id':'CUSTOMER','contract_id':'CONTRACT','subscription_id':'METRIC'}
        /v1/contracts/getSubscriptionSeatsHistory {'customer_id':'CUSTOMER','contract_id':'CONTRACT','subscription_id':'METRIC'}
        /v1/contracts/seatBalances/list {'customer_id':'CUSTOMER','contract_id':'CONTRACT'}
        /v1/contracts/commits/threshold-billing/release {'workflow_id':'METRIC','outcome':'PAID'}
        /v1/customer-alerts/list {'customer_id':'CUSTOMER','alert_statuses':['ENABLED','ARCHIVED']}
        /v1/customer-alerts/reset {'customer_id':'CUSTOMER','alert_id':'METRIC'}
        /v1/contracts/amend {'customer_id':'CUSTOMER','contract_id':'CONTRACT','starting_at':'2028-01-01T00:00:00Z','discounts':[{'product_id':'FEE','name':'d','schedule':{'schedule_items':[{'timestamp':'2028-02-01T00:00:00Z','unit_price':5,'quantity':2,'amount':10}]}}],'professional_services':[{'product_id':'FEE','max_amount':50,'unit_price':5,'quantity':2,'description':'d'}],'reseller_royalties':[{'reseller_type':'AWS','fraction':0.03,'netsuite_reseller_id':'n','applicable_product_ids':['PRODUCT'],'starting_at':'2028-01-01T00:00:00Z'}]}
        /v1/contracts/scheduleProServicesInvoice {'customer_id':'CUSTOMER','contract_id':'CONTRACT','issued_at':'2028-01-01T00:00:00Z','line_items':[{'professional_service_id':'FEE','quantity':4,'unit_price':5,'amount':20,'metadata':'m'}]}
        /v1/packages/create {'name':'n','uniqueness_key':'u','contract_name':'c','aliases':[{'name':'a','starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}],'duration':{'value':12,'unit':'MONTHS'},'rate_card_id':'CARD','net_payment_terms_days':3,'billing_provider':'stripe','delivery_method':'direct_to_billing_provider','usage_statement_schedule':{'frequency':'MONTHLY','day':'CONTRACT_START','invoice_generation_starting_at_offset':{'value':1,'unit':'DAYS'}}}
        /v1/packages/create {'name':'n','commits':[{'product_id':'FEE','type':'PREPAID','name':'c','temporary_id':'t','custom_fields':{'a':'b'},'applicable_product_ids':['PRODUCT'],'access_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','schedule_items':[{'amount':1,'starting_at_offset':{'value':'0','unit':'DAYS'},'duration':{'value':1,'unit':'YEARS'}}]},'invoice_schedule':{'do_not_invoice':false,'schedule_items':[{'date_offset':{'value':1,'unit':'WEEKS'},'unit_price':5,'quantity':2}]}}],'overrides':[{'starting_at_offset':{'value':1,'unit':'MONTHS'},'duration':{'value':1,'unit':'MONTHS'},'type':'MULTIPLIER','multiplier':2,'is_commit_specific':true,'override_specifiers':[{'commit_ids':['t']}]}]}
        /v1/packages/create {'name':'n','scheduled_charges':[{'product_id':'FEE','name':'s','custom_fields':{'a':'b'},'schedule':{'schedule_items':[{'date_offset':{'value':1,'unit':'MONTHS'},'unit_price':5,'quantity':2}]}}],'recurring_credits':[{'product_id':'FEE','priority':1,'name':'r','recurrence_frequency':'MONTHLY','commit_duration':{'value':1,'unit':'PERIODS'},'access_amount':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','unit_price':1,'quantity':1},'starting_at_offset':{'value':0,'unit':'DAYS'},'duration':{'value':3,'unit':'MONTHS'}}]}
        /v1/packages/get {'package_id':'METRIC'}
        /v1/packages/list {'archive_filter':'ALL'}
        /v1/packages/archive {'package_id':'METRIC'}
        /v1/packages/listContractsOnPackage {'package_id':'METRIC','covering_date':'2025-01-01T00:00:00Z','include_archived':true}
        /v1/contracts/create {'customer_id':'CUSTOMER','package_alias':'walked','starting_at':'2026-01-01T00:00:00Z','uniqueness_key':'k2','custom_fields':{'a':'b'}}
        /v1/dashboards/getEmbeddableUrl {'customer_id':'CUSTOMER','dashboard':'invoices','dashboard_options':[{'key':'invoice_type','value':'USAGE'}],'color_overrides':[{'name':'White','value':'#ffffff'}]}
        /v1/dashboards/getEmbeddableUrl {'customer_id':'CUSTOMER','dashboard':'usage','bm_group_key_overrides':[{'group_key_name':'g','display_name':'G','value_display_names':{'v':'V'}}]}
        /v1/customers/{CUSTOMER}/billing-config/aws_marketplace {'billing_provider_customer_id':'a','aws_customer_account_id':'1','aws_product_code':'p','aws_region':'us-east-1'}
        /v1/contracts/setUsageFilter {'customer_id':'CUSTOMER','contract_id':'CONTRACT','group_key':'g','group_values':['v'],'starting_at':'2028-01-01T00:00:00Z'}
        /v1/contracts/create {'customer_id':'CUSTOMER','rate_card_id':'CARD','starting_at':'2026-01-01T00:00:00Z','usage_filter':{'group_key':'g','group_values':['v'],'starting_at':'2028-01-01T00:00:00Z'}}
        /v1/contract-pricing/rate-cards/moveRateCardProducts {'rate_card_id':'CARD','product_moves':[{'product_id':'PRODUCT','position':0}]}
        /v1/contract-pricing/rate-cards/addRates {'rate_card_id':'CARD','rates':[{'product_id':'PRODUCT','entitled':true,'starting_at':'2033-01-01T00:00:00Z','rate_type':'FLAT','price':1,'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2'}]}
        /v1/contract-pricing/rate-cards/getRates {'rate_card_id':'CARD','at':'2025-01-01T00:00:00Z','selectors':[{'product_id':'PRODUCT','partial_pricing_group_values':{'a':'b'},'product_tags':['t']}]}
        /v1/contract-pricing/rate-cards/getRateSchedule {'rate_card_id':'CARD','starting_at':'2025-01-01T00:00:00Z','ending_before':'2026-01-01T00:00:00Z','selectors':[{'product_id':'PRODUCT'}]}
        /v1/contracts/create {'customer_id':'CUSTOMER','rate_card_id':'CARD','starting_at':'2026-01-01T00:00:00Z','ending_before':'2027-01-01T00:00:00Z','name':'k','net_payment_terms_days':3,'custom_fields':{'a':'b'},'usage_statement_schedule':{'frequency':'MONTHLY','day':'CUSTOM_DATE','billing_anchor_date':'2026-01-10T00:00:00Z','invoice_generation_starting_at':'2026-01-01T00:00:00Z'},'billing_provider_configuration':{'billing_provider_configuration_id':'CONFIG'},'scheduled_charges_on_usage_invoices':'ALL','scheduled_charges':[{'product_id':'FEE','name':'f','schedule':{'schedule_items':[{'timestamp':'2026-02-01T00:00:00Z','unit_price':5,'quantity':2,'amount':10}]}}],'spend_threshold_configuration':{'commit':{'product_id':'FEE','name':'n'},'is_enabled':false,'payment_gate_config':{'payment_gate_type':'NONE'},'threshold_amount':100}}
        /v1/contracts/create {'customer_id':'CUSTOMER','rate_card_id':'CARD','starting_at':'2027-01-01T00:00:00Z','transition':{'type':'RENEWAL','from_contract_id':'CONTRACT','future_invoice_behavior':{'trueup':'AS_IS'}}}
        /v1/contracts/create {'customer_id':'CUSTOMER','rate_card_id':'CARD','starting_at':'2026-01-01T00:00:00Z','multiplier_override_prioritization':'EXPLICIT','overrides':[{'product_id':'PRODUCT','starting_at':'2026-01-01T00:00:00Z','ending_before':'2026-02-01T00:00:00Z','type':'TIERED','tiers':[{'size':5,'multiplier':0.5},{'multiplier':1}],'priority':1,'entitled':true,'is_commit_specific':true,'target':'COMMIT_RATE'}]}
        /v1/contracts/create {'customer_id':'CUSTOMER','rate_card_id':'CARD','starting_at':'2026-01-01T00:00:00Z','overrides':[{'override_specifiers':[{'product_id':'PRODUCT','product_tags':['t'],'pricing_group_values':{'a':'b'},'presentation_group_values':{'c':'d'}}],'starting_at':'2026-01-01T00:00:00Z','multiplier':0.5},{'product_id':'PRODUCT','starting_at':'2026-01-01T00:00:00Z','overwrite_rate':{'rate_type':'TIERED','tiers':[{'size':5,'price':1},{'price':2}]}}]}
        /v1/contracts/get {'customer_id':'CUSTOMER','contract_id':'CONTRACT','include_balance':false,'include_ledgers':false}
        /v1/contracts/getContractRateSchedule {'customer_id':'CUSTOMER','contract_id':'CONTRACT','at':'2025-01-01T00:00:00Z','selectors':[{'product_id':'PRODUCT','partial_pricing_group_values':{'a':'b'},'product_tags':['t']}]}
        /v1/contracts/list {'customer_id':'CUSTOMER','covering_date':'2025-01-01T00:00:00Z','include_archived':true}
        /v1/contracts/list {'customer_id':'CUSTOMER','starting_at':'2025-01-01T00:00:00Z'}
        /v1/contracts/updateEndDate {'customer_id':'CUSTOMER','contract_id':'CONTRACT','ending_before':'2029-01-01T00:00:00Z','allow_ending_before_finalized_invoice':false}
        /v1/contracts/archive {'customer_id':'CUSTOMER','contract_id':'METRIC','void_invoices':true}
        /v2/contracts/get {'customer_id':'CUSTOMER','contract_id':'CONTRACT','include_balance':false}
        /v2/contracts/list {'customer_id':'CUSTOMER','covering_date':'2025-01-01T00:00:00Z','include_archived':true}
        /v2/contracts/getEditHistory {'customer_id':'CUSTOMER','contract_id':'CONTRACT'}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_contract_name':'n','uniqueness_key':'k','update_contract_end_date':'2030-01-01T00:00:00Z'}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_billing_provider_configuration_update':{'billing_provider_configuration':{'billing_provider_configuration_id':'METRIC'},'schedule':{'effective_at':'START_OF_CURRENT_PERIOD'}}}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_scheduled_charges':[{'product_id':'FEE','name':'f','schedule':{'recurring_schedule':{'starting_at':'2026-02-01T00:00:00Z','ending_before':'2026-06-01T00:00:00Z','frequency':'MONTHLY','amount_distribution':'EACH','unit_price':5,'quantity':2,'amount':10}}}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_scheduled_charges':[{'scheduled_charge_id':'CHARGE','invoice_schedule':{'update_schedule_items':[{'id':'ITEM','unit_price':1}]}}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_scheduled_charges':[{'scheduled_charge_id':'CHARGE','invoice_schedule':{'remove_schedule_items':[{'id':'METRIC'}]}}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','archive_scheduled_charges':[{'id':'METRIC'}],'update_spend_threshold_configuration':{'is_enabled':false}}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_spend_threshold_configuration':{'commit':{'product_id':'FEE','name':'n','description':'d'},'is_enabled':false,'payment_gate_config':{'payment_gate_type':'STRIPE','stripe_config':{'payment_type':'INVOICE','invoice_metadata':{'a':'b'}}},'threshold_amount':100}}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_overrides':[{'applicable_product_tags':['t'],'starting_at':'2026-01-01T00:00:00Z','type':'MULTIPLIER','multiplier':0.5}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','remove_overrides':[{'id':'METRIC'}]}
        /v1/contracts/customerCommits/create {'customer_id':'CUSTOMER','type':'PREPAID','product_id':'FEE','name':'n','description':'d','priority':1,'rate_type':'LIST_RATE','custom_fields':{'a':'b'},'applicable_product_ids':['PRODUCT'],'applicable_product_tags':['t'],'access_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','schedule_items':[{'amount':5,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]},'invoice_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','do_not_invoice':true,'schedule_items':[{'timestamp':'2028-01-01T00:00:00Z','unit_price':5,'quantity':2,'amount':10}]},'applicable_contract_ids':['CONTRACT'],'invoice_contract_id':'CONTRACT','uniqueness_key':'k'}
        /v1/contracts/customerCredits/create {'customer_id':'CUSTOMER','product_id':'FEE','name':'n','description':'d','priority':1,'rate_type':'LIST_RATE','custom_fields':{'a':'b'},'specifiers':[{'product_id':'PRODUCT','product_tags':['t'],'pricing_group_values':{'a':'b'},'presentation_group_values':{'c':'d'}}],'access_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','schedule_items':[{'amount':5,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]},'applicable_contract_ids':['CONTRACT'],'uniqueness_key':'l'}
        /v1/contracts/customerCommits/updateEndDate {'customer_id':'CUSTOMER','commit_id':'METRIC','access_ending_before':'2028-06-01T00:00:00Z','invoices_ending_before':'2028-06-01T00:00:00Z'}
        /v1/contracts/customerCredits/updateEndDate {'customer_id':'CUSTOMER','credit_id':'METRIC','access_ending_before':'2028-06-01T00:00:00Z'}
        /v1/contracts/customerBalances/list {'customer_id':'CUSTOMER','id':'CREDIT','covering_date':'2028-06-01T00:00:00Z','starting_at':'2028-01-01T00:00:00Z','effective_before':'2030-01-01T00:00:00Z','include_contract_balances':true,'include_archived':true,'include_balance':true,'include_ledgers':true,'exclude_zero_balances':true,'limit':2}
        /v1/contracts/customerCommits/list {'customer_id':'CUSTOMER','commit_id':'CREDIT','include_contract_commits':true,'include_balance':true,'limit':2}
        /v1/contracts/customerCredits/list {'customer_id':'CUSTOMER','credit_id':'CREDIT','include_contract_credits':true,'include_ledgers':true,'limit':2}
        /v1/contracts/customerBalances/getNetBalance {'customer_id':'CUSTOMER','credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','filters':[{'ids':['CREDIT'],'balance_types':['POSTPAID_COMMIT'],'custom_fields':{'a':'b'}}],'invoice_inclusion_mode':'FINALIZED'}
        /v1/contracts/addManualBalanceLedgerEntry {'customer_id':'CUSTOMER','id':'CREDIT','segment_id':'SEGMENT','contract_id':'CONTRACT','amount':5,'reason':'r','timestamp':'2028-06-01T00:00:00Z'}
        /v1/contracts/create {'customer_id':'CUSTOMER','starting_at':'2026-01-01T00:00:00Z','netsuite_sales_order_id':'s','salesforce_opportunity_id':'o','total_contract_value':1,'commits':[{'type':'PREPAID','product_id':'FEE','name':'n','description':'d','priority':1,'rate_type':'LIST_RATE','custom_fields':{'a':'b'},'applicable_product_ids':['PRODUCT'],'applicable_product_tags':['t'],'access_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','schedule_items':[{'amount':5,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]},'invoice_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','do_not_invoice':true,'schedule_items':[{'timestamp':'2028-01-01T00:00:00Z','unit_price':5,'quantity':2,'amount':10}]},'rollover_fraction':0.5}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_credits':[{'product_id':'FEE','name':'n','description':'d','priority':1,'rate_type':'LIST_RATE','custom_fields':{'a':'b'},'specifiers':[{'product_id':'PRODUCT','product_tags':['t'],'pricing_group_values':{'a':'b'},'presentation_group_values':{'c':'d'}}],'access_schedule':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','schedule_items':[{'amount':5,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]},'rollover_fraction':0.5}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_commits':[{'commit_id':'COMMIT','name':'n','priority':1,'rate_type':'LIST_RATE','product_id':'FEE','rollover_fraction':0.5,'applicable_product_ids':['PRODUCT'],'applicable_product_tags':['t'],'access_schedule':{'add_schedule_items':[{'amount':5,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]}}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_credits':[{'credit_id':'CREDIT','access_schedule':{'update_schedule_items':[{'id':'SEGMENT','amount':6,'starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z'}]}}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','archive_commits':[{'id':'METRIC'}]}
        /v1/contracts/create {'customer_id':'CUSTOMER','starting_at':'2026-01-01T00:00:00Z','recurring_commits':[{'product_id':'FEE','priority':1,'name':'n','description':'d','rate_type':'LIST_RATE','starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z','recurrence_frequency':'ANNUAL','proration':'NONE','commit_duration':{'value':1,'unit':'PERIODS'},'access_amount':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','unit_price':5,'quantity':2},'invoice_amount':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','unit_price':0,'quantity':2},'proration_rounding':{'access':{'decimal_places':0,'rounding_method':'FLOOR'},'invoice':{'decimal_places':0,'rounding_method':'FLOOR'}},'applicable_product_ids':['PRODUCT'],'applicable_product_tags':['t']}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_recurring_credits':[{'product_id':'FEE','priority':1,'name':'n','description':'d','rate_type':'LIST_RATE','starting_at':'2028-01-01T00:00:00Z','ending_before':'2029-01-01T00:00:00Z','recurrence_frequency':'ANNUAL','proration':'NONE','commit_duration':{'value':1,'unit':'PERIODS'},'access_amount':{'credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','unit_price':5,'quantity':2},'rollover_fraction':0.5,'specifiers':[{'product_id':'PRODUCT','product_tags':['t'],'pricing_group_values':{'a':'b'},'presentation_group_values':{'c':'d'}}]}]}
        /v2/contracts/edit {'customer_id':'CUSTOMER','contract_id':'CONTRACT','update_recurring_credits':[{'recurring_credit_id':'RECURRING','rate_type':'LIST_RATE','ending_before':'2029-01-01T00:00:00Z','access_amount':{'unit_price':1,'quantity':1},'proration_rounding':{'access':{'decimal_places':0,'rounding_method':'FLOOR'}}}]}
        /v2/contracts/commits/edit {'customer_id':'CUSTOMER','commit_id':'COMMIT','name':'n','invoice_schedule':{'add_schedule_items':[{'timestamp':'2028-01-01T00:00:00Z','unit_price':5,'quantity':2,'amount':10}]}}
        /v2/contracts/credits/edit {'customer_id':'CUSTOMER','credit_id':'CREDIT','description':'d','specifiers':[{'product_id':'PRODUCT','product_tags':['t'],'pricing_group_values':{'a':'b'},'presentation_group_values':{'c':'d'}}]}
        /v1/ingest [{'transaction_id':'t','customer_id':'fuzz','event_type':'use','timestamp':'2025-01-15T00:00:00Z','properties':{'n':'1'}}]
        /v1/events/search {'transactionIds':['t']}
        /v1/usage {'starting_on':'2025-01-01T00:00:00Z','ending_before':'2025-01-03T00:00:00Z','window_size':'DAY','customer_ids':['CUSTOMER'],'billable_metrics':[{'id':'GROUPED','group_by':{'key':'g','values':['a']}}]}
        /v1/usage/groups {'customer_id':'CUSTOMER','billable_metric_id':'GROUPED','window_size':'DAY','starting_on':'2025-01-01T00:00:00Z','ending_before':'2025-01-03T00:00:00Z','group_key':['g'],'group_filters':{'g':['a']}}
        /v1/usage/groups {'customer_id':'CUSTOMER','billable_metric_id':'GROUPED','window_size':'DAY','starting_on':'2025-01-01T00:00:00Z','ending_before':'2025-01-03T00:00:00Z','group_by':{'key':'g','values':['a']}}
        /v1/invoices/void {'id':'METRIC'}
        /v1/invoices/regenerate {'id':'METRIC'}
        /downbeat/v1/webhooks {'url':'http://127.0.0.1:9/hook','secret':'correct-horse-battery-staple'}
        /downbeat/v1/tokens {'name':'n','role':'read_only'}
        /downbeat/v1/tokens/{CUSTOMER}/revoke {'note':'n'}
        /downbeat/v1/signInLinks {'note':'n'}
        /v1/customers/{CUSTOMER}/previewEvents {'events':[{'transaction_id':'t','customer_id':'acme','event_type':'use','timestamp':'2025-01-05T00:00:00Z','properties':{'n':1}}],'mode':'merge','skip_zero_qty_line_items':true}
        /v1/contracts/createHistoricalInvoices {'preview':true,'invoices':[{'customer_id':'CUSTOMER','contract_id':'CONTRACT','credit_type_id':'2714e483-4ff1-48e4-9e25-ac732e8f24f2','inclusive_start_date':'2025-01-01T00:00:00Z','exclusive_end_date':'2025-02-01T00:00:00Z','issue_date':'2025-02-02T00:00:00Z','billable_status':'unbillable','breakdown_granularity':'DAY','custom_fields':{'a':'b'},'usage_line_items':[{'product_id':'PRODUCT','inclusive_start_date':'2025-01-01T00:00:00Z','exclusive_end_date':'2025-02-01T00:00:00Z','presentation_group_values':{'a':'b'},'pricing_group_values':{'a':'b'},'subtotals_with_quantity':[{'inclusive_start_date':'2025-01-01T00:00:00Z','exclusive_end_date':'2025-01-02T00:00:00Z','quantity':1}]},{'product_id':'PRODUCT','inclusive_start_date':'2025-01-01T00:00:00Z','exclusive_end_date':'2025-02-01T00:00:00Z','quantity':1}]}]}
        /downbeat/v1/contracts/previewProviderChange {'customer_id':'CUSTOMER','contract_id':'CONTRACT','add_billing_provider_configuration_update':{'billing_provider_configuration':{'billing_provider':'stripe','delivery_method':'direct_to_billing_provider'},'schedule':{'effective_at':'START_OF_NEXT_PERIOD'}}}
        /downbeat/v1/providers/check {'contract_id':'CONTRACT','segment_effective_at':'2025-01-01T00:00:00Z'}
        /downbeat/v1/reconcile {'from':'2025-01-01T00:00:00Z','to':'2025-04-01T00:00:00Z'}
        /downbeat/v1/verify {'from':'2025-01-01T00:00:00Z','to':'2025-04-01T00:00:00Z'}
        /downbeat/v1/deliveryMethods/{METHOD}/credentials {'configuration':{'stripe_api_key':'rk_test_other'}}
        /downbeat/v1/deliveries/{CUSTOMER}/resolve {'provider_ref':'in_1'}
        /downbeat/v1/deliveries/{CUSTOMER}/retry {'note':'n'}
        /downbeat/v1/deliveries/{CUSTOMER}/cancel {'reason':'n'}
        /downbeat/v1/meterSlots/{CUSTOMER}/resolve {'provider_ref':'n'}
        /downbeat/v1/meterSlots/{CUSTOMER}/cancel {'reason':'n'}
        /downbeat/v1/alerts/{CUSTOMER}/clear {'reason':'n'}
        /downbeat/v1/metering/configurations/{CUSTOMER}/resume {'reason':'n'}
        /downbeat/v1/reconcile/{CUSTOMER}/apply {'steps':[1],'by':'n'}
        /downbeat/v1/webhooks/{CUSTOMER}/archive {'note':'n'}
        /downbeat/v1/webhooks/{CUSTOMER}/test {'note':'n'}
        /downbeat/v1/webhooks/{CUSTOMER}/replay {'from':'2025-01-01T00:00:00Z','to':'2025-02-01T00:00:00Z'}
        /v2/notifications/create {'name':'n','policy':{'type':'contract.end','offset':'-P3DT12H'},'uniqueness_key':'o'}
        /v2/notifications/edit {'id':'METRIC','policy':{'type':'contract.end','offset':'P1D'}}
        /v2/notifications/edit {'policy':{'type':'contract.end'},'is_enabled':true}
        /v2/notifications/get {'id':'METRIC'}
        /v2/notifications/archive {'id':'METRIC'}
        /v2/notifications/offset/list {'archive_filter':'ALL','limit':5}
        /v2/notifications/system/list {'note':'n'}
        /v1/customFields/addKey {'enforce_uniqueness':true,'entity':'customer','key':'fuzz'}
        /v1/customFields/removeKey {'entity':'customer','key':'fuzz'}
        /v1/customFields/listKeys {'entities':['customer']}
        /v1/customFields/setValues {'entity':'customer','entity_id':'CUSTOMER','custom_fields':{'a':'b'}}
        /v1/customFields/deleteValues {'entity':'customer','entity_id':'CUSTOMER','keys':['a']}
        /v1/contract-pricing/rate-cards/list {'note':'n'}
        """;
}
