package io.downbeat.sandbox.netsuite;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * NetSuite's REST services as far as invoices go. Synchronous requests only, so there is no idempotency key: what tells
 * one invoice from another is its external id.
 */
public final class NetsuiteSandbox implements Simulator {
    /** Of a standard account; whoever sends more at once is refused. */
    private static final int MOST_AT_ONCE = 5;

    private static final int LONGEST_PAGE = 1000;
    private static final String INVOICE = "netsuite.invoice";
    private static final String RECORD = "/services/rest/record/v1/";
    private static final String SUITEQL = "/services/rest/query/v1/suiteql";
    private static final Map<String, String> CURRENCIES =
            Map.of("1", "USD", "2", "GBP", "3", "CAD", "4", "EUR", "5", "JPY");
    private static final List<String> FIELDS = List.of(
            "CUSTBODY_DOWNBEAT_CONTRACT_ID",
            "CUSTBODY_DOWNBEAT_CUSTOMER_ID",
            "CUSTBODY_DOWNBEAT_INVOICE_ID",
            "CUSTBODY_DOWNBEAT_PAYLOAD_SHA256");

    private final SandboxClock clock;
    private final NetsuiteLogin login;
    private final Map<String, NetsuiteInvoice> invoices = new LinkedHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();
    private final Journal journal;
    private long lastId = new IdSeries().firstNumber();

    public NetsuiteSandbox(SandboxClock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
        this.login = new NetsuiteLogin(clock);
        for (NetsuiteInvoice.State each : journal.saved(INVOICE, NetsuiteInvoice.State.class)) {
            invoices.put(each.id(), new NetsuiteInvoice(each));
        }
    }

    @Override
    public String provider() {
        return "netsuite";
    }

    @Override
    public Set<String> steps() {
        return Set.of("token", "get_invoice", "upsert_invoice", "delete_invoice", "get_record", "suiteql");
    }

    @Override
    public String step(Request request) {
        String method = request.method().toUpperCase(Locale.ROOT);
        if (request.path().equals(NetsuiteLogin.PATH)) {
            return method.equals("POST") ? "token" : "unknown";
        }
        if (request.path().equals(SUITEQL)) {
            return method.equals("POST") ? "suiteql" : "unknown";
        }
        if (!request.path().startsWith(RECORD)) {
            return "unknown";
        }
        boolean isInvoice = request.path().startsWith(RECORD + "invoice/");
        return switch (method) {
            case "GET" -> isInvoice ? "get_invoice" : "get_record";
            case "PUT" -> isInvoice ? "upsert_invoice" : "unknown";
            case "DELETE" -> isInvoice ? "delete_invoice" : "unknown";
            default -> "unknown";
        };
    }

    @Override
    public SandboxAnswer answer(Call call) {
        String id = "ns-%012d".formatted(requests.incrementAndGet());
        if (call.step().equals("token")) {
            call.pause();
            return login.token(call.request()).with("X-NetSuite-OperationId", id);
        }
        boolean isTooMany = underWay.incrementAndGet() > MOST_AT_ONCE;
        try {
            if (isTooMany) {
                throw NetsuiteError.tooMany();
            }
            call.pause();
            return answered(call).with("X-NetSuite-OperationId", id);
        } catch (NetsuiteError refused) {
            return refused.answer().with("X-NetSuite-OperationId", id);
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return NetsuiteError.of(kind).answer();
    }

    @Override
    public List<LedgerEntry> ledger() {
        synchronized (lock) {
            return invoices.values().stream()
                    .map(each -> each.ledgerEntry(symbol(each.currency)))
                    .toList();
        }
    }

    @Override
    public void reset() {
        synchronized (lock) {
            invoices.clear();
            login.forgetAll();
        }
    }

    /** Something that happens at NetSuite without us: a payment, an edit by accounting. */
    public Map<String, Object> happens(String id, String event) {
        synchronized (lock) {
            NetsuiteInvoice invoice = invoices.get(id);
            if (invoice == null) {
                throw new IllegalArgumentException("invoice: no such invoice '" + id + "'");
            }
            invoice.happens(event);
            keep(invoice);
            return invoice.json(symbol(invoice.currency));
        }
    }

    private SandboxAnswer answered(Call call) {
        if (call.step().equals("unknown")) {
            throw NetsuiteError.absent();
        }
        if (call.has(FaultKind.TOKEN_EXPIRY)) {
            login.forgetAll();
        }
        NetsuiteLogin.Issued who = login.check(call.request());
        synchronized (lock) {
            return switch (call.step()) {
                case "suiteql" -> query(call.request(), who);
                case "get_record" -> record(call.request());
                case "get_invoice" -> {
                    NetsuiteInvoice invoice = find(call.request(), who);
                    yield SandboxAnswer.json(200, invoice.json(symbol(invoice.currency)));
                }
                case "delete_invoice" -> {
                    NetsuiteInvoice invoice = find(call.request(), who);
                    invoice.delete();
                    keep(invoice);
                    yield new SandboxAnswer(204, Map.of(), new byte[0]);
                }
                default -> upsert(call, who);
            };
        }
    }

    private SandboxAnswer upsert(Call call, NetsuiteLogin.Issued who) {
        Request request = call.request();
        String name = last(request);
        if (!name.startsWith("eid:") || name.length() == 4) {
            throw NetsuiteError.content("PUT is for external ids only: invoice/eid:..", "id");
        }
        String externalId = name.substring(4);
        JsonNode body = json(request);
        boolean strict = "Error".equals(request.header("X-NetSuite-PropertyNameValidation"));
        NetsuiteInvoice.check(body, strict, hasFields(who));
        String said = body.path("externalId").asString(externalId);
        if (!said.equals(externalId)) {
            throw NetsuiteError.content("The external id is another one.", "externalId");
        }
        String currency = NetsuiteInvoice.reference(body, "currency");
        if (currency != null && !CURRENCIES.containsKey(currency)) {
            throw NetsuiteError.field(currency, "currency", "currency");
        }
        NetsuiteInvoice invoice = byExternalId(externalId, who);
        if (invoice == null) {
            invoice = new NetsuiteInvoice(String.valueOf(++lastId), externalId, who.client(), clock.instant());
            invoice.currency = primaryCurrency(body);
            invoices.put(invoice.id, invoice);
        }
        invoice.apply(body, request.query().contains("replace=item"), call.has(FaultKind.WRONG_TOTAL));
        keep(invoice);
        // As if an earlier request for the same external id had won the race.
        if (call.fault() == FaultKind.ALREADY_EXISTS) {
            throw NetsuiteError.exists();
        }
        return new SandboxAnswer(204, Map.of("Location", RECORD + "invoice/" + invoice.id), new byte[0]);
    }

    private void keep(NetsuiteInvoice invoice) {
        journal.put(INVOICE, invoice.id, invoice::state);
    }

    /** Of the customer; it holds where the request names none. */
    private static String primaryCurrency(JsonNode body) {
        return String.valueOf(NetsuiteInvoice.reference(body, "entity")).contains("euro") ? "4" : "1";
    }

    private NetsuiteInvoice find(Request request, NetsuiteLogin.Issued who) {
        String name = last(request);
        NetsuiteInvoice invoice = name.startsWith("eid:") ? byExternalId(name.substring(4), who) : invoices.get(name);
        if (invoice == null || !isSeen(invoice, who)) {
            throw NetsuiteError.absent();
        }
        return invoice;
    }

    /** An account shows what it holds itself, and only while it does. */
    private static boolean isSeen(NetsuiteInvoice invoice, NetsuiteLogin.Issued who) {
        return invoice.isThere() && invoice.account.equals(who.client());
    }

    private @Nullable NetsuiteInvoice byExternalId(String externalId, NetsuiteLogin.Issued who) {
        for (NetsuiteInvoice each : invoices.values()) {
            if (isSeen(each, who) && each.externalId.equals(externalId)) {
                return each;
            }
        }
        return null;
    }

    /** Customers, subsidiaries and currencies exist unless their id says otherwise. */
    private static SandboxAnswer record(Request request) {
        String id = last(request);
        if (NetsuiteInvoice.isMissing(id)) {
            throw NetsuiteError.absent();
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("isInactive", id.startsWith("inactive"));
        // Of the others it says nothing: they are taken in any.
        if (id.startsWith("foreign")) {
            json.put("subsidiary", Map.of("id", "99", "refName", "Another"));
        }
        return SandboxAnswer.json(200, json);
    }

    /** Whether the account's administrator made the custom body fields. */
    private static boolean hasFields(NetsuiteLogin.Issued who) {
        return !who.client().contains("nofields");
    }

    private SandboxAnswer query(Request request, NetsuiteLogin.Issued who) {
        if (!"transient".equals(request.header("Prefer"))) {
            throw NetsuiteError.content(
                    "The required request header 'Prefer' is missing or not 'transient'.", "Prefer");
        }
        FormParameters asked = FormParameters.parse(request.query());
        int limit = asked.number("limit").orElse((long) LONGEST_PAGE).intValue();
        int offset = asked.number("offset").orElse(0L).intValue();
        if (limit < 1 || limit > LONGEST_PAGE || offset % limit != 0) {
            throw NetsuiteError.content("limit: 1 to 1000; offset: divisible by limit.", "limit");
        }
        NetsuiteQuery query = NetsuiteQuery.parse(json(request).path("q").asString(""));
        List<Map<String, String>> found = query.of(rows(query.table(), who));
        List<Map<String, String>> page =
                found.subList(Math.min(offset, found.size()), Math.min(offset + limit, found.size()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("links", List.of());
        body.put("count", page.size());
        body.put("hasMore", offset + page.size() < found.size());
        body.put("items", page);
        body.put("offset", offset);
        body.put("totalResults", found.size());
        return SandboxAnswer.json(200, body);
    }

    private List<Map<String, String>> rows(String table, NetsuiteLogin.Issued who) {
        List<Map<String, String>> rows = new ArrayList<>();
        switch (table) {
            case "transaction" ->
                invoices.values().stream()
                        .filter(each -> isSeen(each, who))
                        .map(NetsuiteSandbox::row)
                        .forEach(rows::add);
            case "currency" -> {
                if (who.client().contains("nocurrencies")) {
                    throw NetsuiteQuery.notFound(table);
                }
                CURRENCIES.forEach((id, symbol) -> rows.add(Map.of("id", id, "symbol", symbol)));
            }
            case "customersubsidiaryrelationship" -> {}
            case "item" -> {
                for (int id = 1; id < 999; id++) {
                    String item = String.valueOf(id);
                    rows.add(Map.of("id", item, "isinactive", NetsuiteInvoice.isInactiveItem(item) ? "T" : "F"));
                }
            }
            case "customfield" -> {
                for (int i = 0; hasFields(who) && i < FIELDS.size(); i++) {
                    rows.add(Map.of("id", String.valueOf(i), "scriptid", FIELDS.get(i)));
                }
            }
            default -> throw NetsuiteQuery.notFound(table);
        }
        return rows;
    }

    private static Map<String, String> row(NetsuiteInvoice invoice) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("id", invoice.id);
        row.put("type", "CustInvc");
        row.put("externalid", invoice.externalId);
        row.put("foreigntotal", invoice.total().toPlainString());
        row.put("foreignamountunpaid", invoice.unpaid().toPlainString());
        row.put("status", invoice.shown().code);
        row.put("currency", invoice.currency);
        for (String field : List.of("tranDate", "memo", "otherRefNum")) {
            String value = invoice.field(field);
            if (value != null) {
                row.put(field.toLowerCase(Locale.ROOT), value);
            }
        }
        for (String field : FIELDS) {
            String column = field.toLowerCase(Locale.ROOT);
            String value = invoice.field(column);
            if (value != null) {
                row.put(column, value);
            }
        }
        return row;
    }

    private static String symbol(String currency) {
        return CURRENCIES.getOrDefault(currency, currency);
    }

    private static String last(Request request) {
        String path = request.path();
        return URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Request request) {
        return request.jsonObject(() -> NetsuiteError.content("The request body is not a JSON object.", ""));
    }
}
