package io.downbeat.invoicing.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Body;
import io.downbeat.rating.Remaining;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a customer has left of one unit, by filters of which any is enough. */
final class NetBalance {

    /** As requests name the kinds of balances. */
    enum Kind {
        PREPAID_COMMIT(BalanceType.PREPAID),
        POSTPAID_COMMIT(BalanceType.POSTPAID),
        CREDIT(BalanceType.CREDIT);

        private final BalanceType type;

        Kind(BalanceType type) {
            this.type = type;
        }
    }

    /** All that is given has to fit. */
    record Filter(@Nullable Set<UUID> ids, @Nullable Set<BalanceType> types, Map<String, String> customFields) {

        static Filter read(Body body) {
            body.knowsOnly(Set.of("ids", "balance_types", "custom_fields"));
            Set<BalanceType> types = null;
            List<String> words = body.optionalTexts("balance_types").orElse(null);
            if (words != null) {
                types = EnumSet.noneOf(BalanceType.class);
                for (String word : words) {
                    types.add(kind(body, word).type);
                }
            }
            return new Filter(
                    body.optionalUuids("ids").<Set<UUID>>map(HashSet::new).orElse(null), types, body.customFields());
        }

        private static Kind kind(Body body, String word) {
            for (Kind kind : Kind.values()) {
                if (kind.name().equalsIgnoreCase(word)) {
                    return kind;
                }
            }
            throw body.invalid("balance_types", "must be PREPAID_COMMIT, POSTPAID_COMMIT or CREDIT");
        }

        boolean includes(Balance balance) {
            return (ids == null || ids.contains(balance.id().value()))
                    && (types == null || types.contains(balance.type()))
                    && balance.terms().customFields().entrySet().containsAll(customFields.entrySet());
        }
    }

    private final Balances balances;
    private final Contracts contracts;
    private final Invoicing invoicing;

    NetBalance(Balances balances, Contracts contracts, Invoicing invoicing) {
        this.balances = balances;
        this.contracts = contracts;
        this.invoicing = invoicing;
    }

    /** @param filters none: all of them */
    BigDecimal of(CustomerId customer, UUID unit, List<Filter> filters, boolean withDrafts, Instant now) {
        List<Standing> left = withDrafts
                ? invoicing.left(customer, List.of())
                : Remaining.of(balances.ofCustomers(Set.of(customer)).getOrDefault(customer, List.of()))
                        .standings();
        List<Standing> counted = left.stream()
                .filter(standing -> standing.balance().unit().id().equals(unit))
                .filter(standing ->
                        filters.isEmpty() || filters.stream().anyMatch(each -> each.includes(standing.balance())))
                .toList();
        Map<ContractId, Contract> holders = BalanceHistories.holders(
                contracts, customer, counted.stream().map(Standing::balance).toList());
        return counted.stream()
                .map(standing -> Ledger.balance(standing, BalanceHistories.endOf(standing.balance(), holders), now))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
