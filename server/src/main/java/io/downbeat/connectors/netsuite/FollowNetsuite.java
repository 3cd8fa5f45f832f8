package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.RemoteState;
import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.delivery.engine.ProviderStatusUpdates.OpenInvoice;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.platform.work.DueWork;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Asks now and then what became of open invoices: approved, paid, voided, deleted. NetSuite sends no news by itself.
 *
 * <p>One query for five hundred invoices; only those that moved are read in full. What is known is never taken back
 * ({@link ProviderStatusUpdates}), so that a look that was overtaken by a later one does no harm.
 */
class FollowNetsuite implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(FollowNetsuite.class);
    private static final int PER_QUERY = 500;

    private final NetsuiteStatusSchedule schedule;
    private final NetsuiteQueries queries;
    private final NetsuiteReading reading;
    private final ProviderStatusUpdates news;
    private final AccountKeys keys;

    FollowNetsuite(
            NetsuiteStatusSchedule schedule,
            NetsuiteQueries queries,
            NetsuiteReading reading,
            ProviderStatusUpdates news,
            AccountKeys keys) {
        this.schedule = schedule;
        this.queries = queries;
        this.reading = reading;
        this.news = news;
        this.keys = keys;
    }

    @Override
    public String name() {
        return "follow_netsuite";
    }

    @Override
    public Optional<Instant> nextDue() {
        return schedule.next();
    }

    @Override
    public int runDue(Instant now) {
        List<DeliveryMethodId> claimed = schedule.claim(now);
        claimed.forEach(this::follow);
        return claimed.size();
    }

    private void follow(DeliveryMethodId method) {
        var caller = new NetsuiteCalls.Caller(method, keys.of(method).getOrDefault("netsuite_account_id", ""));
        List<OpenInvoice> open = news.openInvoices(BillingProvider.NETSUITE, method);
        for (int from = 0; from < open.size(); from += PER_QUERY) {
            List<OpenInvoice> some = open.subList(from, Math.min(open.size(), from + PER_QUERY));
            if (!follow(caller, some)) {
                // The circuit of the account's deliveries tells people; the next look is an hour away anyway.
                LOG.debug("NetSuite did not say what became of the invoices of delivery method {}", method);
                return;
            }
        }
    }

    private boolean follow(NetsuiteCalls.Caller caller, List<OpenInvoice> open) {
        String ids = open.stream()
                .map(OpenInvoice::ref)
                .filter(ref -> ref.matches("\\d{1,18}"))
                .collect(Collectors.joining(", "));
        if (ids.isEmpty()) {
            return true;
        }
        String query = "SELECT id, status, foreigntotal, foreignamountunpaid FROM transaction"
                + " WHERE type = 'CustInvc' AND id IN (" + ids + ") ORDER BY id";
        if (!(queries.all(caller, query) instanceof NetsuiteQueries.Rows.All(var rows))) {
            return false;
        }
        Map<String, JsonNode> shown = new HashMap<>();
        rows.forEach(row -> shown.put(row.path("id").asString(""), row));
        for (OpenInvoice each : open) {
            if (!each.externalStatus().equals(status(shown.get(each.ref())))) {
                read(caller.method(), each);
            }
        }
        return true;
    }

    /** @return {@code null} for one that is not listed: deleted, or hidden from this role */
    private static @Nullable String status(@Nullable JsonNode row) {
        if (row == null) {
            return null;
        }
        var total = NetsuiteView.decimal(row.path("foreigntotal"));
        var unpaid = NetsuiteView.decimal(row.path("foreignamountunpaid"));
        boolean isPartlyPaid = total != null && unpaid != null && unpaid.compareTo(total) < 0;
        return NetsuiteStatus.of(row.path("status").asString("")).external(isPartlyPaid);
    }

    private void read(DeliveryMethodId method, OpenInvoice open) {
        Delivery delivery = news.find(method, open.id()).orElse(null);
        if (delivery == null || !delivery.state().isAtRest()) {
            return;
        }
        NetsuitePayload payload = NetsuitePayload.of(delivery);
        RemoteState found = reading.look(delivery, payload);
        if (found instanceof NetsuiteView view) {
            news.heard(delivery, NetsuiteReceipts.of(view, payload));
        } else if (found instanceof RemoteState.Absent) {
            news.heard(delivery, NetsuiteReceipts.deleted(open.ref()));
        }
    }
}
