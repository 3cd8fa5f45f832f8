package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All invoices, found by id, by account, by customer and by metadata without a scan. Guarded by {@link StripeSandbox}. */
final class StripeInvoices {
    private static final Pattern CLAUSE =
            Pattern.compile("(\\w+)(?:\\[['\"]([^'\"]+)['\"]])?\\s*:\\s*['\"]([^'\"]*)['\"]");

    private final Map<String, StripeInvoice> byId = new LinkedHashMap<>();
    /** Keyed by account, account and customer, account and metadata pair; the newest last. */
    private final Map<List<String>, NavigableMap<Long, StripeInvoice>> index = new HashMap<>();

    void add(StripeInvoice invoice) {
        byId.put(invoice.id, invoice);
        reach(List.of(invoice.account)).put(invoice.sequence, invoice);
        reach(List.of(invoice.account, "customer", invoice.customer)).put(invoice.sequence, invoice);
        indexMetadata(invoice);
    }

    /** Must surround every change of metadata, or search finds what is gone. */
    void reindexed(StripeInvoice invoice, Runnable change) {
        Map<String, String> before = invoice.metadata();
        change.run();
        if (before.equals(invoice.metadata())) {
            return;
        }
        before.forEach((key, value) -> forget(metadataKey(invoice, key, value), invoice));
        indexMetadata(invoice);
    }

    /** A deleted draft is gone for the API; the ledger keeps it. */
    void unlist(StripeInvoice invoice) {
        forget(List.of(invoice.account), invoice);
        forget(List.of(invoice.account, "customer", invoice.customer), invoice);
        invoice.metadata().forEach((key, value) -> forget(metadataKey(invoice, key, value), invoice));
    }

    Collection<StripeInvoice> all() {
        return byId.values();
    }

    @Nullable
    StripeInvoice find(String id) {
        return byId.get(id);
    }

    StripeInvoice get(String account, String id) {
        StripeInvoice invoice = byId.get(id);
        if (invoice == null || !invoice.account.equals(account) || invoice.status() == StripeInvoiceStatus.DELETED) {
            throw StripeError.noSuch("invoice", id);
        }
        return invoice;
    }

    void clear() {
        byId.clear();
        index.clear();
    }

    /** Newest first. */
    Map<String, Object> list(String account, FormParameters query, long visibleUntilCall, boolean clockJudges) {
        List<String> key = query.text("customer")
                .map(customer -> List.of(account, "customer", customer))
                .orElse(List.of(account));
        NavigableMap<Long, StripeInvoice> from = index.getOrDefault(key, new TreeMap<>());
        String after = query.text("starting_after").orElse(null);
        if (after != null) {
            from = from.headMap(get(account, after).sequence, false);
        }
        int limit = limit(query);
        Predicate<StripeInvoice> wanted = visible(visibleUntilCall).and(asked(query));
        if (clockJudges) {
            wanted = wanted.and(createdWithin(query));
        }
        List<StripeInvoice> found = from.descendingMap().values().stream()
                .filter(wanted)
                .limit(limit + 1L)
                .toList();
        return page("list", "/v1/invoices", found, limit);
    }

    /** Those that pay no invoice, newest first, and behind them the payments of a customer's invoices. */
    Map<String, Object> payments(String account, FormParameters query, StripeIntents intents) {
        String customer = query.text("customer").orElse("");
        int limit = limit(query);
        List<Map<String, Object>> found = new ArrayList<>(intents.of(account, customer));
        if (!customer.isEmpty()) {
            found.addAll(ofInvoices(account, customer));
        }
        String after = query.text("starting_after").orElse(null);
        List<Map<String, Object>> rest = after == null
                ? found
                : found.stream()
                        .dropWhile(each -> !after.equals(each.get("id")))
                        .skip(1)
                        .toList();
        return Map.of(
                "object",
                "list",
                "url",
                "/v1/payment_intents",
                "has_more",
                rest.size() > limit,
                "data",
                rest.subList(0, Math.min(limit, rest.size())));
    }

    private List<Map<String, Object>> ofInvoices(String account, String customer) {
        return index
                .getOrDefault(List.of(account, "customer", customer), new TreeMap<>())
                .descendingMap()
                .values()
                .stream()
                .map(StripeInvoice::payment)
                .filter(Objects::nonNull)
                .map(StripePaymentIntent::json)
                .toList();
    }

    Map<String, Object> search(String account, FormParameters query, long visibleUntilCall) {
        String text = query.text("query").orElseThrow(() -> StripeError.missing("query"));
        List<String> clauses = List.of(text.split("(?i)\\s+AND\\s+"));
        NavigableMap<Long, StripeInvoice> from = null;
        Predicate<StripeInvoice> wanted = visible(visibleUntilCall);
        for (String clause : clauses) {
            Matcher matcher = CLAUSE.matcher(clause.strip());
            if (!matcher.matches()) {
                throw StripeError.invalid(null, "query", "We were unable to parse your search query.");
            }
            String field = matcher.group(1);
            String value = matcher.group(3);
            switch (field) {
                case "metadata" -> from = narrower(from, List.of(account, "metadata", matcher.group(2), value));
                case "customer" -> from = narrower(from, List.of(account, "customer", value));
                case "status" ->
                    wanted = wanted.and(invoice -> invoice.apiStatus().equals(value));
                default ->
                    throw StripeError.invalid(null, "query", "Field `" + field + "` is an unsupported search field.");
            }
            wanted = wanted.and(invoice ->
                    !field.equals("metadata") || value.equals(invoice.metadata().get(matcher.group(2))));
            wanted = wanted.and(invoice -> !field.equals("customer") || invoice.customer.equals(value));
        }
        if (from == null) {
            from = index.getOrDefault(List.of(account), new TreeMap<>());
        }
        int limit = limit(query);
        List<StripeInvoice> found = from.descendingMap().values().stream()
                .filter(wanted)
                .limit(limit + 1L)
                .toList();
        return page("search_result", "/v1/invoices/search", found, limit);
    }

    private NavigableMap<Long, StripeInvoice> narrower(
            @Nullable NavigableMap<Long, StripeInvoice> from, List<String> key) {
        NavigableMap<Long, StripeInvoice> found = index.getOrDefault(key, new TreeMap<>());
        return from == null || found.size() < from.size() ? found : from;
    }

    private static Predicate<StripeInvoice> visible(long untilCall) {
        return invoice -> invoice.bornAtCall <= untilCall;
    }

    private static Predicate<StripeInvoice> createdWithin(FormParameters query) {
        FormParameters created = query.under("created");
        long atLeast = Math.max(
                created.number("gte").orElse(Long.MIN_VALUE),
                created.number("gt").map(after -> after + 1).orElse(Long.MIN_VALUE));
        long atMost = Math.min(
                created.number("lte").orElse(Long.MAX_VALUE),
                created.number("lt").map(before -> before - 1).orElse(Long.MAX_VALUE));
        return invoice -> invoice.created.getEpochSecond() >= atLeast && invoice.created.getEpochSecond() <= atMost;
    }

    private static Predicate<StripeInvoice> asked(FormParameters query) {
        String status = query.text("status").orElse(null);
        String method = query.text("collection_method").orElse(null);
        return invoice -> (status == null || invoice.apiStatus().equals(status))
                && (method == null || method.equals(invoice.collectionMethod()));
    }

    static int limit(FormParameters query) {
        long limit = query.number("limit").orElse(10L);
        if (limit < 1 || limit > 100) {
            throw StripeError.invalid("parameter_invalid_integer", "limit", "This value must be between 1 and 100.");
        }
        return (int) limit;
    }

    private static Map<String, Object> page(String object, String url, List<StripeInvoice> found, int limit) {
        List<Map<String, Object>> data = new ArrayList<>();
        found.stream().limit(limit).forEach(invoice -> data.add(StripeInvoiceJson.of(invoice)));
        return Map.of("object", object, "url", url, "has_more", found.size() > limit, "data", data);
    }

    private NavigableMap<Long, StripeInvoice> reach(List<String> key) {
        return index.computeIfAbsent(key, any -> new TreeMap<>());
    }

    private void forget(List<String> key, StripeInvoice invoice) {
        NavigableMap<Long, StripeInvoice> entries = index.get(key);
        if (entries == null) {
            return;
        }
        entries.remove(invoice.sequence);
        if (entries.isEmpty()) {
            index.remove(key);
        }
    }

    private void indexMetadata(StripeInvoice invoice) {
        invoice.metadata()
                .forEach((key, value) -> reach(metadataKey(invoice, key, value)).put(invoice.sequence, invoice));
    }

    private static List<String> metadataKey(StripeInvoice invoice, String key, String value) {
        return List.of(invoice.account, "metadata", key, value);
    }
}
