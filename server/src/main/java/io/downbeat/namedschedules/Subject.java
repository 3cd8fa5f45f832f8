package io.downbeat.namedschedules;

import io.downbeat.contracts.Contract;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.util.List;
import java.util.UUID;

/** Whom a named schedule is kept with. */
sealed interface Subject {
    record OfCustomer(CustomerId customer) implements Subject {}

    record OfContract(Contract.Ref contract) implements Subject {}

    record OfRateCard(RateCardId card) implements Subject {}

    /** The values of its key, in the order of the columns of its table. */
    default List<UUID> key() {
        return switch (this) {
            case OfCustomer(CustomerId customer) -> List.of(customer.value());
            case OfContract(Contract.Ref contract) ->
                List.of(contract.customer().value(), contract.contract().value());
            case OfRateCard(RateCardId card) -> List.of(card.value());
        };
    }
}
