package io.downbeat.invoicing.balances;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Ledger;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Limits;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reads what single seats have left. */
@RestController
final class SeatBalancesApi {
    private static final int MOST = 100;
    private static final int USUAL = 25;
    /** A page takes seats on while it has fewer commits and credits. */
    private static final int ENOUGH_ITEMS = 100;

    record SeatPage(List<SeatView> data, Pagination pagination) {}

    record Pagination(
            int seatsIncluded,
            int seatsAvailableForNextPage,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String nextPage) {}

    record SeatView(
            String seatId,
            List<UnitView> balances,
            @Nullable List<ItemView> commits,
            @Nullable List<ItemView> credits) {}

    record UnitView(UUID creditTypeId, BigDecimal balance, BigDecimal startingBalance) {}

    record ItemView(
            BalanceId id,
            BigDecimal balance,
            Instant startDate,
            Instant endDate,
            @Nullable List<EntryView> ledgerEntries) {}

    record EntryView(BigDecimal amount, Instant timestamp, String type) {}

    private final SeatBalances seats;
    private final Customers customers;
    private final Contracts contracts;
    private final InstantSource clock;

    SeatBalancesApi(SeatBalances seats, Customers customers, Contracts contracts, InstantSource clock) {
        this.seats = seats;
        this.customers = customers;
        this.contracts = contracts;
        this.clock = clock;
    }

    /** Of seats in the order of their ids, what all their commits and credits come to in each unit. */
    @PostMapping("/v1/contracts/seatBalances/list")
    @Reads
    SeatPage list(Body body) {
        body.knowsOnly(Set.of(
                "contract_id",
                "covering_date",
                "cursor",
                "customer_id",
                "effective_before",
                "include_credits_and_commits",
                "include_ledgers",
                "limit",
                "seat_ids",
                "skip_missing_seat_ids",
                "starting_at",
                "subscription_ids"));
        int limit = body.optionalInteger("limit", 1, MOST).orElse(USUAL);
        boolean withItems = body.flag("include_credits_and_commits", false);
        boolean withLedgers = body.flag("include_ledgers", false) && withItems;
        SeatBalances.Span span = span(body);
        Optional<String> after =
                body.optionalText("cursor").map(PageToken::parse).map(token -> token.rest(0));
        ContractTerms terms = terms(body);
        Map<String, SeatBalances.Seat> all = seats.of(terms, subscriptions(body, terms), span);
        List<SeatBalances.Seat> wanted = wanted(body, all).stream()
                .filter(seat ->
                        after.map(place -> seat.id().compareTo(place) > 0).orElse(true))
                .toList();
        List<SeatBalances.Seat> shown = page(wanted, limit, withItems);
        int left = wanted.size() - shown.size();
        return new SeatPage(
                shown.stream().map(seat -> view(seat, withItems, withLedgers)).toList(),
                new Pagination(
                        shown.size(),
                        left,
                        left == 0 ? null : PageToken.after(shown.getLast().id()).text()));
    }

    private SeatBalances.Span span(Body body) {
        Optional<Instant> covering = body.optionalInstant("covering_date");
        Optional<Instant> from = body.optionalInstant("starting_at");
        Optional<Instant> until = body.optionalInstant("effective_before");
        if (covering.isPresent() && (from.isPresent() || until.isPresent())) {
            throw body.invalid("covering_date", "cannot be combined with starting_at or effective_before");
        }
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw body.invalid("effective_before", "must be after starting_at");
        }
        Instant moment = covering.orElseGet(clock::instant);
        return from.isEmpty() && until.isEmpty()
                ? new SeatBalances.Span(moment, moment)
                : new SeatBalances.Span(from.orElse(Instant.MIN), until.orElse(Instant.MAX));
    }

    private ContractTerms terms(Body body) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        customers.require(customer);
        return Optional.ofNullable(
                        contracts.terms(List.of(new Contract.Ref(customer, id))).get(id))
                .orElseThrow(() -> Refused.notFound("the customer has no contract " + id));
    }

    private static Collection<Subscription> subscriptions(Body body, ContractTerms terms) {
        List<Subscription> seatBased = terms.get(Subscription.KIND).stream()
                .filter(Subscription::isSeatBased)
                .toList();
        Optional<List<UUID>> named = body.optionalUuids("subscription_ids");
        if (named.isEmpty()) {
            return seatBased;
        }
        return named.get().stream()
                .map(id -> seatBased.stream()
                        .filter(one -> one.id().value().equals(id))
                        .findFirst()
                        .orElseThrow(() -> body.invalid(
                                "subscription_ids", "the contract has no SEAT_BASED subscription with the id " + id)))
                .toList();
    }

    private static List<SeatBalances.Seat> wanted(Body body, Map<String, SeatBalances.Seat> all) {
        Optional<List<String>> named = body.optionalTexts("seat_ids", Limits.ITEMS, 1, Limits.NAME);
        if (named.isEmpty()) {
            return all.values().stream().filter(SeatBalances.Seat::isThere).toList();
        }
        boolean skip = body.flag("skip_missing_seat_ids", false);
        List<SeatBalances.Seat> found = new ArrayList<>();
        named.get().stream().distinct().sorted().forEach(id -> {
            SeatBalances.Seat seat = all.get(id);
            if (seat != null) {
                found.add(seat);
            } else if (!skip) {
                throw body.invalid("seat_ids", "no seat has the id " + id + "; skip_missing_seat_ids leaves it out");
            }
        });
        return found;
    }

    private static List<SeatBalances.Seat> page(List<SeatBalances.Seat> wanted, int limit, boolean withItems) {
        List<SeatBalances.Seat> page = new ArrayList<>();
        int items = 0;
        for (SeatBalances.Seat seat : wanted) {
            if (page.size() == limit || withItems && items >= ENOUGH_ITEMS) {
                break;
            }
            page.add(seat);
            items += seat.items().size();
        }
        return page;
    }

    private SeatView view(SeatBalances.Seat seat, boolean withItems, boolean withLedgers) {
        Map<UUID, UnitView> units = new TreeMap<>();
        seat.items()
                .forEach(item -> units.merge(
                        item.balance().unit().id(),
                        new UnitView(
                                item.balance().unit().id(),
                                item.left(),
                                item.segment().amount()),
                        SeatBalancesApi::sum));
        return new SeatView(
                seat.id(),
                List.copyOf(units.values()),
                withItems ? items(seat, true, withLedgers) : null,
                withItems ? items(seat, false, withLedgers) : null);
    }

    private static UnitView sum(UnitView one, UnitView other) {
        return new UnitView(
                one.creditTypeId, one.balance.add(other.balance), one.startingBalance.add(other.startingBalance));
    }

    private List<ItemView> items(SeatBalances.Seat seat, boolean commits, boolean withLedgers) {
        return seat.items().stream()
                .filter(item -> item.balance().isCommit() == commits)
                .map(item -> new ItemView(
                        item.balance().id(),
                        item.left(),
                        item.segment().startingAt(),
                        item.segment().endingBefore(),
                        withLedgers ? ledger(item) : null))
                .toList();
    }

    private List<EntryView> ledger(SeatBalances.Item item) {
        Balance balance = item.balance();
        return Ledger.entries(item.history(), clock.instant()).stream()
                .map(entry -> new EntryView(entry.amount(), entry.timestamp(), entry.type(balance.type())))
                .toList();
    }
}
