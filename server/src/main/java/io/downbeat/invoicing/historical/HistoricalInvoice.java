package io.downbeat.invoicing.historical;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as it is asked for, before anything is known of its contract.
 *
 * @param body where it stands in the request, for refusals
 * @param items in the order of the request
 * @param customFields under whatever keys
 */
public record HistoricalInvoice(
        Body body,
        Contract.Ref contract,
        UUID creditType,
        ServicePeriod period,
        Instant issuedAt,
        List<Item> items,
        InvoiceSubject.Historical said,
        Map<String, String> customFields) {
    /** Invoices in one request. */
    public static final int MOST = 100;

    private static final String FROM = "inclusive_start_date";
    private static final String UNTIL = "exclusive_end_date";
    private static final String ITEMS = "usage_line_items";
    private static final String QUANTITY = "quantity";
    private static final String PARTS = "subtotals_with_quantity";
    private static final String GRANULARITY = "breakdown_granularity";

    private enum BillableStatus {
        BILLABLE,
        UNBILLABLE
    }

    private enum Granularity {
        HOUR,
        DAY
    }

    /** @param body where it stands in the request, for refusals */
    public record Item(Body body, HistoricalUsage usage) {}

    public HistoricalInvoice {
        items = List.copyOf(items);
        customFields = Map.copyOf(customFields);
    }

    public List<HistoricalUsage> usage() {
        return items.stream().map(Item::usage).toList();
    }

    /** @throws io.downbeat.platform.http.Refused if anything is missing, or contradicts the rest of the request */
    public static List<HistoricalInvoice> read(Body request) {
        List<HistoricalInvoice> all = new ArrayList<>();
        for (Body one : request.objects("invoices", MOST)) {
            all.add(readOne(one));
        }
        if (all.isEmpty()) {
            throw request.invalid("invoices", "must have at least one");
        }
        for (int i = 1; i < all.size(); i++) {
            refuseAgain(all.get(i), all.subList(0, i));
        }
        return all;
    }

    private static void refuseAgain(HistoricalInvoice one, List<HistoricalInvoice> before) {
        for (int i = 0; i < before.size(); i++) {
            HistoricalInvoice other = before.get(i);
            if (other.contract.equals(one.contract) && other.period.overlaps(one.period)) {
                throw one.body.invalid(FROM, "is of the contract and the period of invoices[" + i + "] too");
            }
        }
    }

    private static HistoricalInvoice readOne(Body body) {
        body.knowsOnly(Set.of(
                "contract_id",
                "credit_type_id",
                "customer_id",
                FROM,
                UNTIL,
                "issue_date",
                ITEMS,
                "billable_status",
                GRANULARITY,
                "custom_fields"));
        ServicePeriod period = period(body);
        Granularity granularity =
                body.optionalOneOf(GRANULARITY, Granularity.class).orElse(null);
        List<Item> items = new ArrayList<>();
        for (Body item : body.objects(ITEMS)) {
            items.add(new Item(item, usage(item, period, granularity)));
        }
        boolean billable =
                body.optionalOneOf("billable_status", BillableStatus.class).orElse(BillableStatus.BILLABLE)
                        == BillableStatus.BILLABLE;
        return new HistoricalInvoice(
                body,
                new Contract.Ref(new CustomerId(body.uuid("customer_id")), new ContractId(body.uuid("contract_id"))),
                body.uuid("credit_type_id"),
                period,
                body.instant("issue_date"),
                items,
                new InvoiceSubject.Historical(billable),
                body.customFields());
    }

    private static HistoricalUsage usage(Body body, ServicePeriod period, @Nullable Granularity granularity) {
        body.knowsOnly(Set.of(
                UNTIL, FROM, "product_id", "presentation_group_values", "pricing_group_values", QUANTITY, PARTS));
        ServicePeriod interval = interval(body, period, "the invoice's");
        if (body.has(QUANTITY) == body.has(PARTS)) {
            throw body.invalid(
                    body.has(QUANTITY) ? PARTS : QUANTITY,
                    body.has(QUANTITY)
                            ? "cannot be given beside quantity, which is their sum; leave one of them out"
                            : "is required, or " + PARTS);
        }
        List<HistoricalUsage.Part> parts = body.has(QUANTITY)
                ? List.of(new HistoricalUsage.Part(interval.start(), interval.end(), quantity(body)))
                : parts(body, interval, granularity);
        return new HistoricalUsage(
                new ProductId(body.uuid("product_id")),
                interval.start(),
                interval.end(),
                body.textMap("pricing_group_values"),
                body.textMap("presentation_group_values"),
                parts);
    }

    private static List<HistoricalUsage.Part> parts(
            Body body, ServicePeriod interval, @Nullable Granularity granularity) {
        if (granularity == null) {
            throw body.invalid(PARTS, "needs the invoice's " + GRANULARITY + ", which says how long each of them is");
        }
        List<HistoricalUsage.Part> parts = new ArrayList<>();
        Set<Instant> starts = new HashSet<>();
        for (Body part : body.objects(PARTS)) {
            part.knowsOnly(Set.of(FROM, UNTIL, QUANTITY));
            ServicePeriod window = interval(part, interval, "its item's");
            if (!window.equals(window(window.start(), interval, granularity))) {
                throw part.invalid(
                        UNTIL,
                        switch (granularity) {
                            case HOUR -> "must be an hour after " + FROM + ", by the invoice's " + GRANULARITY;
                            case DAY ->
                                "must end the UTC day that begins at " + FROM
                                        + ", or that part of it that the item covers, by" + " the invoice's "
                                        + GRANULARITY;
                        });
            }
            if (!starts.add(window.start())) {
                throw part.invalid(FROM, "is given twice");
            }
            parts.add(new HistoricalUsage.Part(window.start(), window.end(), quantity(part)));
        }
        parts.sort(Comparator.comparing(HistoricalUsage.Part::from));
        return parts;
    }

    /** The whole window that begins at the moment, as far as the interval reaches. */
    private static ServicePeriod window(Instant start, ServicePeriod interval, Granularity granularity) {
        if (granularity == Granularity.HOUR) {
            return new ServicePeriod(start, start.plus(Duration.ofHours(1)));
        }
        Instant day = start.truncatedTo(ChronoUnit.DAYS);
        Instant midnight = day.plus(Duration.ofDays(1));
        return new ServicePeriod(
                day.isBefore(interval.start()) ? interval.start() : day,
                midnight.isAfter(interval.end()) ? interval.end() : midnight);
    }

    private static BigDecimal quantity(Body body) {
        BigDecimal quantity = body.decimal(QUANTITY);
        if (quantity.signum() < 0) {
            throw body.invalid(QUANTITY, "must not be negative");
        }
        return quantity;
    }

    private static ServicePeriod interval(Body body, ServicePeriod within, String whose) {
        ServicePeriod interval = period(body);
        if (interval.start().isBefore(within.start()) || interval.end().isAfter(within.end())) {
            throw body.invalid(
                    interval.start().isBefore(within.start()) ? FROM : UNTIL,
                    "must lie within " + whose + " " + FROM + " and " + UNTIL);
        }
        return interval;
    }

    private static ServicePeriod period(Body body) {
        Instant from = onTheHour(body, FROM);
        Instant until = onTheHour(body, UNTIL);
        if (!from.isBefore(until)) {
            throw body.invalid(UNTIL, "must be after " + FROM);
        }
        return new ServicePeriod(from, until);
    }

    private static Instant onTheHour(Body body, String field) {
        Instant instant = body.instant(field);
        if (!instant.truncatedTo(ChronoUnit.HOURS).equals(instant)) {
            throw body.invalid(field, "must be on the hour");
        }
        return instant;
    }
}
