package io.downbeat.invoicing.balances;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceReadings;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.PageToken;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which balances a list asks for, and what it shows of each.
 *
 * @param only one of them; {@code null} for all
 * @param after the last one of the page before; {@code null} for the first page
 */
record BalanceListQuery(
        CustomerId customer,
        Set<BalanceType> types,
        @Nullable BalanceId only,
        boolean ofContractsToo,
        Window window,
        Shows shows,
        @Nullable BalanceId after,
        int limit) {
    private static final int MOST = 25;

    /** Some segment has to be there then. */
    record Window(
            @Nullable Instant covering,
            @Nullable Instant startingAt,
            @Nullable Instant effectiveBefore) {
        boolean includes(Balance balance) {
            return some(
                            balance,
                            covering,
                            (segment, moment) ->
                                    !moment.isBefore(segment.startingAt()) && moment.isBefore(segment.endingBefore()))
                    && some(
                            balance,
                            startingAt,
                            (segment, moment) -> segment.endingBefore().isAfter(moment))
                    && some(
                            balance,
                            effectiveBefore,
                            (segment, moment) -> segment.startingAt().isBefore(moment));
        }

        private static boolean some(
                Balance balance,
                @Nullable Instant moment,
                java.util.function.BiPredicate<AccessSegment, Instant> fits) {
            return moment == null || balance.segments().stream().anyMatch(segment -> fits.test(segment, moment));
        }
    }

    record Shows(BalanceReadings.Asked readings, boolean archived, boolean zeroBalances) {}

    /**
     * @param idField how the list names the one that is wanted
     * @param contractsField how it asks for those of contracts
     * @param more members that this list knows beyond the common ones
     */
    static BalanceListQuery read(
            Body body, Set<BalanceType> types, String idField, String contractsField, Set<String> more) {
        Set<String> known = new HashSet<>(Set.of(
                "customer_id",
                idField,
                contractsField,
                "covering_date",
                "effective_before",
                "include_archived",
                "include_balance",
                "include_ledgers",
                "starting_at",
                "next_page",
                "limit"));
        known.addAll(more);
        body.knowsOnly(known);
        return new BalanceListQuery(
                new CustomerId(body.uuid("customer_id")),
                types,
                body.optionalUuid(idField).map(BalanceId::new).orElse(null),
                body.flag(contractsField, false),
                new Window(
                        body.optionalInstant("covering_date").orElse(null),
                        body.optionalInstant("starting_at").orElse(null),
                        body.optionalInstant("effective_before").orElse(null)),
                new Shows(
                        BalanceReadings.Asked.read(body),
                        body.flag("include_archived", false),
                        !more.contains("exclude_zero_balances") || !body.flag("exclude_zero_balances", false)),
                body.optionalText("next_page")
                        .map(text -> new BalanceId(PageToken.parse(text).uuid(0)))
                        .orElse(null),
                body.optionalInteger("limit", 1, MOST).orElse(MOST));
    }

    Predicate<Balance> wanted() {
        return balance -> types.contains(balance.type())
                && (only == null || only.equals(balance.id()))
                && (ofContractsToo || balance.scope() instanceof BalanceScope.OfCustomer)
                && (shows.archived || balance.archivedAt() == null)
                && window.includes(balance);
    }
}
