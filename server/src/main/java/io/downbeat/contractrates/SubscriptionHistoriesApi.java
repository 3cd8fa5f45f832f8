package io.downbeat.contractrates;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.subscriptions.SeatSchedule;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How many there were of a subscription at what price, and who has had a seat of it. */
@RestController
@RequestMapping("/v1/contracts")
final class SubscriptionHistoriesApi {
    private static final int MOST_SEATS = 10;

    record History(
            @Nullable UUID fiatCreditTypeId, SubscriptionId subscriptionId, List<SubscriptionHistory.Change> history) {}

    /** Of no end is said so. */
    record SeatsView(
            List<String> assignedSeatIds,
            Instant startingAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant endingBefore,

            BigDecimal totalQuantity) {}

    private record Asked(ContractTerms terms, Subscription subscription) {}

    private final Contracts contracts;
    private final Pricing pricing;
    private final InstantSource clock;

    SubscriptionHistoriesApi(Contracts contracts, Pricing pricing, InstantSource clock) {
        this.contracts = contracts;
        this.pricing = pricing;
        this.clock = clock;
    }

    /** From each moment by now at which the quantity or the price changed, what all of them cost for a whole period. */
    @PostMapping("/getSubscriptionQuantityHistory")
    @Reads
    Data<History> getSubscriptionQuantityHistory(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "subscription_id"));
        Asked asked = asked(body);
        PriceBook book = Optional.ofNullable(asked.terms.contract().rateCard())
                .map(pricing::priceBook)
                .orElse(null);
        return new Data<>(new History(
                book == null ? null : book.currency().id(),
                asked.subscription.id(),
                book == null
                        ? List.of()
                        : SubscriptionHistory.of(asked.subscription, asked.terms, book, clock.instant())));
    }

    /** Stretches in which the same have a seat and as many more are unassigned, future ones too, one after the other. */
    @PostMapping("/getSubscriptionSeatsHistory")
    @Reads
    Page<SeatsView> getSubscriptionSeatsHistory(Body body) {
        body.knowsOnly(Set.of(
                "contract_id",
                "covering_date",
                "cursor",
                "customer_id",
                "ending_before",
                "limit",
                "starting_at",
                "subscription_id"));
        int limit = body.optionalInteger("limit", 1, MOST_SEATS).orElse(MOST_SEATS);
        Optional<Instant> after =
                body.optionalText("cursor").map(PageToken::parse).map(token -> token.instant(0));
        Optional<Instant> covering = body.optionalInstant("covering_date");
        Optional<Instant> from = body.optionalInstant("starting_at");
        Optional<Instant> until = body.optionalInstant("ending_before");
        if (covering.isPresent() && (from.isPresent() || until.isPresent())) {
            throw Refused.coded(
                    "InvalidArgument", "covering_date: cannot be combined with starting_at or ending_before");
        }
        Asked asked = asked(body);
        if (!asked.subscription.isSeatBased()) {
            throw Refused.coded(
                    "InvalidArgument", "subscription_id: the subscription is QUANTITY_ONLY and has no seats");
        }
        List<SeatsView> rows = stretches(asked).stream()
                .filter(row -> after.map(place -> row.startingAt.isAfter(place)).orElse(true))
                .filter(row -> from.or(() -> covering)
                        .map(moment -> row.endingBefore == null || row.endingBefore.isAfter(moment))
                        .orElse(true))
                .filter(row -> until.map(row.startingAt::isBefore).orElse(true)
                        && covering.map(moment -> !row.startingAt.isAfter(moment))
                                .orElse(true))
                .limit(limit + 1L)
                .toList();
        return Page.of(rows, limit, row -> PageToken.after(row.startingAt));
    }

    private static List<SeatsView> stretches(Asked asked) {
        Instant end = asked.subscription.end(asked.terms.contract());
        List<SeatsView> all = new ArrayList<>();
        for (Timeline.Segment<SeatSchedule.Seats> segment :
                asked.subscription.seats().timeline().segments()) {
            if (end == null || segment.from().isBefore(end)) {
                Instant until = segment.until();
                all.add(new SeatsView(
                        segment.value().assigned(),
                        segment.from(),
                        until == null || end != null && end.isBefore(until) ? end : until,
                        segment.value().quantity()));
            }
        }
        return all;
    }

    private Asked asked(Body body) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId contract = new ContractId(body.uuid("contract_id"));
        SubscriptionId id = new SubscriptionId(body.uuid("subscription_id"));
        ContractTerms terms = contracts.require(customer, contract);
        return Subscription.find(terms, id)
                .map(one -> new Asked(terms, one))
                .orElseThrow(() ->
                        Refused.coded("SubscriptionNotFound", "the contract has no subscription with the id " + id));
    }
}
