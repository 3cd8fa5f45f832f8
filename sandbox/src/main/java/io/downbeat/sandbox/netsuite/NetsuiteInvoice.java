package io.downbeat.sandbox.netsuite;

import io.downbeat.sandbox.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One invoice record. It stays known after it was deleted, because the ledger forgets nothing. */
final class NetsuiteInvoice {
    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final BigDecimal TAX_RATE = new BigDecimal("0.19");

    /** What a request may say of an invoice, beside the account's own transaction body fields. */
    private static final Set<String> PROPERTIES = Set.of(
            "externalId",
            "entity",
            "subsidiary",
            "currency",
            "tranDate",
            "dueDate",
            "memo",
            "otherRefNum",
            "terms",
            "department",
            "class",
            "location",
            "item");

    enum Status {
        OPEN("A", "Open"),
        PAID("B", "Paid In Full"),
        VOIDED("V", "Voided"),
        PENDING("D", "Pending Approval"),
        DELETED("", "deleted");

        final String code;
        final String name;

        Status(String code, String name) {
            this.code = code;
            this.name = name;
        }
    }

    record Line(String item, BigDecimal amount, JsonNode json) {}

    final String id;
    final String account;
    final Instant createdAt;
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    String externalId;
    String currency = "1";
    Status status = Status.OPEN;
    BigDecimal paid = BigDecimal.ZERO;
    /** What a script of the account adds to the total behind everybody's back. */
    private BigDecimal surplus = BigDecimal.ZERO;

    int upserts;

    NetsuiteInvoice(String id, String externalId, String account, Instant createdAt) {
        this.id = id;
        this.externalId = externalId;
        this.account = account;
        this.createdAt = createdAt;
    }

    /** As it was saved. */
    NetsuiteInvoice(State saved) {
        this(saved.id, saved.externalId, saved.account, saved.createdAt);
        this.fields.putAll(saved.fields);
        this.lines.addAll(saved.lines);
        this.currency = saved.currency;
        this.status = saved.status;
        this.paid = saved.paid;
        this.surplus = saved.surplus;
        this.upserts = saved.upserts;
    }

    /** All there is to an invoice, to be saved beyond this process. */
    record State(
            String id,
            String externalId,
            String account,
            Instant createdAt,
            Map<String, JsonNode> fields,
            List<Line> lines,
            String currency,
            Status status,
            BigDecimal paid,
            BigDecimal surplus,
            int upserts) {}

    State state() {
        return new State(
                id,
                externalId,
                account,
                createdAt,
                new LinkedHashMap<>(fields),
                List.copyOf(lines),
                currency,
                status,
                paid,
                surplus,
                upserts);
    }

    /** Checks everything first: a refused request changes nothing. */
    static void check(JsonNode body, boolean strict, boolean hasOurFields) {
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            String name = each.getKey();
            boolean known = PROPERTIES.contains(name) || name.startsWith("custbody_") && hasOurFields;
            if (strict && !known) {
                throw NetsuiteError.content("Unknown reference or field name " + name + " in the request body.", name);
            }
        }
        String entity = reference(body, "entity");
        if (entity == null) {
            throw NetsuiteError.user("Please enter value(s) for: Customer");
        }
        String subsidiary = reference(body, "subsidiary");
        if (isMissing(entity) || entity.startsWith("inactive")) {
            throw NetsuiteError.field(entity, "entity", "entity");
        }
        // Where none is named it is the customer's own.
        if (subsidiary != null && entity.startsWith("foreign")) {
            throw NetsuiteError.foreign(entity, subsidiary);
        }
        if (entity.startsWith("closed")) {
            throw NetsuiteError.user("The posting period of this transaction is closed.");
        }
        if (subsidiary != null && isMissing(subsidiary)) {
            throw NetsuiteError.field(subsidiary, "subsidiary", "subsidiary");
        }
        JsonNode items = body.path("item").path("items");
        if (!items.isArray() || items.isEmpty()) {
            throw NetsuiteError.user("You must enter at least one line item for this transaction.");
        }
        for (int i = 0; i < items.size(); i++) {
            checkLine(items.get(i), i);
        }
    }

    private static void checkLine(JsonNode line, int place) {
        String item = reference(line, "item");
        if (item == null || isMissing(item) || isInactiveItem(item)) {
            throw NetsuiteError.field(String.valueOf(item), "item", "item.items[" + place + "].item");
        }
        if (!line.path("amount").isNumber()) {
            throw NetsuiteError.content("An amount is required.", "item.items[" + place + "].amount");
        }
        if (line.path("amount").decimalValue().stripTrailingZeros().scale() > 2) {
            throw NetsuiteError.content("Too many decimals.", "item.items[" + place + "].amount");
        }
    }

    /** Items are 1 to 998, as far as their ids are numbers. */
    static boolean isInactiveItem(String item) {
        return item.matches("9\\d\\d") && !item.equals("900");
    }

    static boolean isMissing(String id) {
        return id.startsWith("missing") || id.startsWith("9999");
    }

    static @Nullable String reference(JsonNode object, String name) {
        String id = object.path(name).path("id").asString("");
        return id.isEmpty() ? null : id;
    }

    /** @param replaces {@code ?replace=item}; without it the lines of a request join those that are there */
    void apply(JsonNode body, boolean replaces, boolean wrongTotal) {
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!each.getKey().equals("item")) {
                fields.put(each.getKey(), each.getValue());
            }
        }
        String said = reference(body, "currency");
        if (said != null) {
            currency = said;
        }
        if (replaces) {
            lines.clear();
        }
        for (JsonNode line : body.path("item").path("items")) {
            lines.add(new Line(
                    String.valueOf(reference(line, "item")), line.path("amount").decimalValue(), line));
        }
        if (wrongTotal) {
            surplus = CENT;
        }
        upserts++;
    }

    BigDecimal total() {
        if (status == Status.VOIDED) {
            return BigDecimal.ZERO;
        }
        return net().add(tax());
    }

    private BigDecimal net() {
        return lines.stream().map(Line::amount).reduce(surplus, BigDecimal::add);
    }

    /** What the account adds by itself for some customers. */
    private BigDecimal tax() {
        JsonNode entity = fields.get("entity");
        boolean isTaxed = entity != null && entity.path("id").asString("").startsWith("taxed");
        return isTaxed && status != Status.VOIDED
                ? net().multiply(TAX_RATE).setScale(2, RoundingMode.HALF_UP)
                : BigDecimal.ZERO;
    }

    BigDecimal unpaid() {
        return total().subtract(paid);
    }

    /** An open invoice of which nothing remains is shown as paid, also where nothing was ever owed. */
    Status shown() {
        return status == Status.OPEN && unpaid().signum() == 0 ? Status.PAID : status;
    }

    /** Something that happens at NetSuite without us. */
    void happens(String event) {
        switch (event) {
            case "paid" -> {
                paid = total();
                status = Status.PAID;
            }
            case "partially_paid" -> paid = total().divide(new BigDecimal(2));
            case "voided" -> status = Status.VOIDED;
            case "pending_approval" -> status = Status.PENDING;
            case "approved" -> status = Status.OPEN;
            case "deleted" -> status = Status.DELETED;
            case "edited" -> surplus = surplus.add(BigDecimal.ONE);
            default ->
                throw new IllegalArgumentException("event: paid, partially_paid, voided, pending_approval, approved,"
                        + " edited or deleted, not '" + event + "'");
        }
    }

    void delete() {
        if (status == Status.PAID || paid.signum() > 0) {
            throw NetsuiteError.user("This transaction cannot be deleted because it is linked to by one or more"
                    + " transactions. Click here to see the list of linked transactions.");
        }
        JsonNode memo = fields.get("memo");
        if (memo != null && memo.asString("").contains("[period closed]")) {
            throw NetsuiteError.user("The posting period of this transaction is closed.");
        }
        status = Status.DELETED;
    }

    boolean isThere() {
        return status != Status.DELETED;
    }

    @Nullable
    String field(String name) {
        JsonNode value = fields.get(name);
        return value == null || !value.isValueNode() ? null : value.asString("");
    }

    Map<String, Object> json(String symbol) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("links", List.of(Map.of("rel", "self", "href", "/services/rest/record/v1/invoice/" + id)));
        json.putAll(fields);
        json.put("id", id);
        json.put("externalId", externalId);
        json.put("tranId", "INV" + id);
        json.put("currency", Map.of("id", currency, "refName", symbol));
        json.put("status", Map.of("id", shown().name, "refName", shown().name));
        json.put("createdDate", createdAt.toString());
        json.put("subtotal", total().subtract(tax()));
        if (tax().signum() != 0) {
            json.put("taxTotal", tax());
        }
        json.put("total", total());
        json.put("amountPaid", paid);
        json.put("amountRemaining", unpaid());
        json.put("item", Map.of("links", List.of()));
        return json;
    }

    LedgerEntry ledgerEntry(String symbol) {
        List<LedgerEntry.Line> held = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("externalId", externalId));
        fields.forEach((name, value) -> {
            if (value.isValueNode()) {
                metadata.put(name, value.asString(""));
            }
        });
        for (Line line : lines) {
            held.add(new LedgerEntry.Line(
                    line.item, line.json.path("description").asString(null), cents(line.amount), Map.of()));
        }
        JsonNode entity = fields.get("entity");
        return new LedgerEntry(
                "netsuite",
                "invoice",
                id,
                field("otherRefNum"),
                cents(net()),
                symbol.toLowerCase(java.util.Locale.ROOT),
                shown().name.toLowerCase(java.util.Locale.ROOT).replace(' ', '_'),
                // It is in the books from the moment it is there.
                true,
                account,
                entity == null ? "" : entity.path("id").asString(""),
                held,
                metadata,
                createdAt,
                upserts,
                null);
    }

    private static long cents(BigDecimal amount) {
        return amount.movePointRight(2).longValueExact();
    }
}
