package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every invoice of an account whose external id is ours.
 *
 * <p>NetSuite's creation date is shown in the time zone of whoever asks and to the day, which is no half-open interval.
 * The delivery id inside the external id is a UUID of version 7 and begins with the moment it was made: the same moments
 * that our own deliveries are listed by, whatever clock either side lives on. Deleted invoices are not listed.
 */
final class NetsuiteInventory {
    private static final String QUERY = """
        SELECT id, externalid, foreigntotal, status, trandate, currency, custbody_downbeat_invoice_id \
        FROM transaction \
        WHERE type = 'CustInvc' AND externalid LIKE '%s%%' AND externalid >= '%s' AND externalid < '%s' \
        ORDER BY id\
        """;

    private final NetsuiteQueries queries;
    private final NetsuiteCurrencies currencies;
    private final AccountKeys keys;

    NetsuiteInventory(NetsuiteQueries queries, NetsuiteCurrencies currencies, AccountKeys keys) {
        this.queries = queries;
        this.currencies = currencies;
        this.keys = keys;
    }

    /** For questions about an account rather than a delivery. */
    NetsuiteCalls.Caller caller(DeliveryMethodId method) {
        return new NetsuiteCalls.Caller(method, keys.of(method).getOrDefault("netsuite_account_id", ""));
    }

    Inventory of(Account account, Instant from, Instant until) {
        NetsuiteCalls.Caller caller = caller(account.deliveryMethod());
        return switch (currencies.of(caller)) {
            case NetsuiteCurrencies.Unclear(var answer) -> new Inventory.Failed(answer);
            case NetsuiteCurrencies.Listed listed -> of(caller, listed, from, until);
        };
    }

    private Inventory of(
            NetsuiteCalls.Caller caller, NetsuiteCurrencies.Listed currencies, Instant from, Instant until) {
        String query = QUERY.formatted(NetsuiteRecord.PREFIX, firstId(from), firstId(until));
        return switch (queries.all(caller, query)) {
            case NetsuiteQueries.Rows.Failed(var answer) -> new Inventory.Failed(answer);
            case NetsuiteQueries.Rows.NotHere(String why) -> new Inventory.CannotList(why);
            case NetsuiteQueries.Rows.All(var rows) -> {
                List<Holding> holdings = new ArrayList<>();
                rows.forEach(row -> holding(row, currencies)
                        .filter(each -> !each.createdAt().isBefore(from)
                                && each.createdAt().isBefore(until))
                        .ifPresent(holdings::add));
                yield new Inventory.Listed(holdings);
            }
        };
    }

    /** The external id before which everything was made before {@code from}. */
    static String firstId(Instant from) {
        // A fraction of a millisecond belongs to the millisecond it is in, so the bound of a half-open end is the next.
        long millis = from.toEpochMilli() + (from.truncatedTo(ChronoUnit.MILLIS).equals(from) ? 0 : 1);
        return NetsuiteRecord.PREFIX + new UUID(millis << 16, 0L).toString().substring(0, 13);
    }

    private static Optional<Holding> holding(JsonNode row, NetsuiteCurrencies.Listed currencies) {
        String externalId = row.path("externalid").asString("");
        if (!externalId.startsWith(NetsuiteRecord.PREFIX)) {
            return Optional.empty();
        }
        UUID delivery = uuid(externalId.substring(NetsuiteRecord.PREFIX.length()));
        if (delivery == null) {
            return Optional.empty();
        }
        UUID invoice = uuid(row.path(NetsuiteRecord.INVOICE_FIELD).asString(""));
        String currency = currencies.symbol(row.path("currency").asString(""));
        var status = NetsuiteStatus.of(row.path("status").asString(""));
        return Optional.of(new Holding(
                row.path("id").asString(""),
                new DeliveryId(delivery),
                invoice == null ? null : new InvoiceId(invoice),
                // An account of one currency does not say which; dollars and yen cannot be told apart then.
                currency.isEmpty()
                        ? null
                        : NetsuiteReceipts.fromMajor(NetsuiteView.decimal(row.path("foreigntotal")), currency),
                currency,
                status != NetsuiteStatus.VOIDED,
                // SuiteQL says a letter, which tells nobody anything.
                status.name().toLowerCase(Locale.ROOT),
                Instant.ofEpochMilli(delivery.getMostSignificantBits() >>> 16)));
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
