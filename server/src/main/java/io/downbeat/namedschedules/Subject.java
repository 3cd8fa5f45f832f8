package io.downbeat.namedschedules;

import io.downbeat.contracts.Contract;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.RateCardId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whom a named schedule is kept with. */
sealed interface Subject {
    record OfCustomer(CustomerId customer) implements Subject {}

    /** @param properties by which schedules of one name are told apart; usually none */
    record OfContract(Contract.Ref contract, Map<String, String> properties) implements Subject {
        public OfContract {
            properties = Map.copyOf(properties);
        }
    }

    record OfRateCard(RateCardId card) implements Subject {}

    /** The values of its key, in the order of the columns of its table. */
    default List<?> key() {
        return switch (this) {
            case OfCustomer(CustomerId customer) -> List.of(customer.value());
            case OfContract(Contract.Ref contract, Map<String, String> properties) ->
                properties.isEmpty()
                        ? List.of(
                                contract.customer().value(), contract.contract().value())
                        : List.of(
                                contract.customer().value(), contract.contract().value(), sorted(properties));
            case OfRateCard(RateCardId card) -> List.of(card.value());
        };
    }

    /** In one form, whatever the order in which they were sent. */
    private static String sorted(Map<String, String> properties) {
        return Json.write(new TreeMap<>(properties));
    }
}
