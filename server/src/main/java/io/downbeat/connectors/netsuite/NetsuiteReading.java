package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.RemoteState;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Everything that is believed about an invoice at NetSuite comes from here. */
final class NetsuiteReading {
    private static final String OF_THE_INVOICE = """
        SELECT id FROM transaction WHERE type = 'CustInvc' AND custbody_downbeat_invoice_id = '%s' ORDER BY id\
        """;

    private final NetsuiteCalls calls;
    private final NetsuiteQueries queries;
    private final NetsuiteCurrencies currencies;

    NetsuiteReading(NetsuiteCalls calls, NetsuiteQueries queries, NetsuiteCurrencies currencies) {
        this.calls = calls;
        this.queries = queries;
        this.currencies = currencies;
    }

    /**
     * The record under our external id; a bound one that lost it is found by NetSuite's own id, and one that the original of a
     * restored copy made by the invoice's.
     */
    RemoteState look(Delivery delivery, NetsuitePayload payload) {
        NetsuiteCalls.Caller caller = caller(delivery, payload);
        RemoteState found = read(caller, NetsuiteRecord.byExternalId(delivery.id()), payload.currency());
        if (!(found instanceof RemoteState.Absent)) {
            return found;
        }
        String ref = delivery.providerRef();
        if (ref != null) {
            return read(caller, NetsuiteRecord.byInternalId(ref), payload.currency());
        }
        return delivery.mayBeOfAnOriginal() ? ofTheInvoice(caller, delivery.invoice()) : found;
    }

    private RemoteState ofTheInvoice(NetsuiteCalls.Caller caller, InvoiceId invoice) {
        return switch (queries.all(caller, OF_THE_INVOICE.formatted(invoice))) {
            case NetsuiteQueries.Rows.Failed(Answer answer) -> new RemoteState.Unclear(answer);
            case NetsuiteQueries.Rows.NotHere(String why) -> new NetsuiteOriginal.CannotBeAsked(why);
            case NetsuiteQueries.Rows.All(var rows) when rows.isEmpty() -> new RemoteState.Absent();
            case NetsuiteQueries.Rows.All(var rows) ->
                new NetsuiteOriginal.Made(rows.getFirst().path("id").asString(""));
        };
    }

    static NetsuiteCalls.Caller caller(Delivery delivery, NetsuitePayload payload) {
        return new NetsuiteCalls.Caller(
                delivery.deliveryMethod(), payload.recipient().account());
    }

    private RemoteState read(NetsuiteCalls.Caller caller, String record, String currency) {
        NetsuiteCalls.NetsuiteResponse response = calls.get(caller, record);
        if (!(response instanceof NetsuiteCalls.NetsuiteResponse.Answered(HttpResult.Response came))) {
            return new RemoteState.Unclear(NetsuiteAnswers.of(response, false));
        }
        if (NetsuiteAnswers.isAbsent(came)) {
            return new RemoteState.Absent();
        }
        if (!came.isOk()) {
            return new RemoteState.Unclear(NetsuiteAnswers.of(response, false));
        }
        if (came.json().path("id").asString("").isEmpty()) {
            return new RemoteState.Unclear(
                    new Answer.Retryable(came.exchange(), "NetSuite's record cannot be read: it has no id", null));
        }
        return switch (currencies.of(caller)) {
            case NetsuiteCurrencies.Unclear(Answer answer) -> new RemoteState.Unclear(answer);
            case NetsuiteCurrencies.Listed listed -> view(came.json(), otherCurrency(came.json(), listed, currency));
        };
    }

    private static @Nullable String otherCurrency(JsonNode record, NetsuiteCurrencies.Listed listed, String isoCode) {
        JsonNode currency = record.path("currency");
        String id = currency.path("id").asString("");
        if (id.isEmpty() || listed.id(isoCode).filter(id::equals).isPresent()) {
            return null;
        }
        String name = currency.path("refName").asString(id);
        if (listed.isOnlyOne()) {
            // An account with one names none, so this one has several and the role may not list them: the request could
            // not say which, and NetSuite took the customer's own.
            return name.equals(isoCode)
                    ? null
                    : name + " (the role may not list currencies: give it the permission Currency, view)";
        }
        return listed.symbol(id).isEmpty() ? name : listed.symbol(id);
    }

    private static NetsuiteView view(JsonNode json, @Nullable String otherCurrency) {
        BigDecimal total = NetsuiteView.decimal(json.path("total"));
        BigDecimal tax = NetsuiteView.decimalOrZero(json.path("taxTotal"))
                .add(NetsuiteView.decimalOrZero(json.path("tax2Total")));
        JsonNode status = json.path("status");
        return new NetsuiteView(
                json.path("id").asString(""),
                NetsuiteStatus.of(
                        status.isObject()
                                ? status.path("refName")
                                        .asString(status.path("id").asString(""))
                                : status.asString("")),
                total == null ? NetsuiteView.decimal(json.path("subtotal")) : total.subtract(tax),
                total,
                NetsuiteView.decimalOrZero(json.path("amountPaid")),
                otherCurrency,
                text(json, NetsuiteRecord.HASH_FIELD),
                text(json, "otherRefNum"),
                json);
    }

    private static @Nullable String text(JsonNode json, String field) {
        String text = json.path(field).asString("").strip();
        return text.isEmpty() ? null : text;
    }
}
