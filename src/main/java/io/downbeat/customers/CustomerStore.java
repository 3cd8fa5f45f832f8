package io.downbeat.customers;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class CustomerStore {
    Optional<Customer> find(CustomerId id) {
        throw new UnsupportedOperationException();
    }

    Map<CustomerId, Customer> findAll(Collection<CustomerId> ids) {
        throw new UnsupportedOperationException();
    }

    Map<String, CustomerId> resolve(List<String> texts) {
        throw new UnsupportedOperationException();
    }
}
