package io.downbeat.contracts;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the contracts a request speaks of. */
final class ReadContracts {

    /** How each version of the API answers a request that names a customer or contract that does not exist. */
    enum ApiVersion {
        /** 404. */
        V1 {
            @Override
            Refused noCustomer(CustomerId id) {
                return Refused.notFound("no customer has the id " + id);
            }

            @Override
            Refused noContract(ContractId id) {
                return Refused.notFound("the customer has no contract " + id);
            }
        },
        /** 400 with a code, as the specification has it. */
        V2 {
            @Override
            Refused noCustomer(CustomerId id) {
                return Refused.coded("CustomerNotFound", "no customer has the id " + id);
            }

            @Override
            Refused noContract(ContractId id) {
                return Refused.coded("ContractNotFound", "the customer has no contract " + id);
            }
        };

        abstract Refused noCustomer(CustomerId id);

        abstract Refused noContract(ContractId id);
    }

    private final ContractStore contracts;
    private final Customers customers;

    ReadContracts(ContractStore contracts, Customers customers) {
        this.contracts = contracts;
        this.customers = customers;
    }

    /** The contract named by {@code customer_id} and {@code contract_id}. */
    ContractState find(Body body, ApiVersion version) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        return find(customer, id, version);
    }

    /** @throws io.downbeat.platform.http.Refused if there is no such customer, or it has no such contract */
    ContractState find(CustomerId customer, ContractId id, ApiVersion version) {
        requireCustomer(customer, version);
        return contracts.find(new Contract.Ref(customer, id)).orElseThrow(() -> version.noContract(id));
    }

    /** @throws io.downbeat.platform.http.Refused if there is no such customer, or it has no such contract */
    void require(CustomerId customer, ContractId id, ApiVersion version) {
        requireCustomer(customer, version);
        if (!contracts.isOfCustomer(id, customer)) {
            throw version.noContract(id);
        }
    }

    /**
     * The contract with every other edit of it kept out until the transaction ends.
     *
     * @throws io.downbeat.platform.http.Refused if the customer has no such contract
     */
    ContractTerms lock(CustomerId customer, ContractId id, ApiVersion version) {
        return contracts
                .lock(new Contract.Ref(customer, id))
                .map(ContractState::terms)
                .orElseThrow(() -> version.noContract(id));
    }

    /** The contracts of {@code customer_id} in the order they start. */
    Collection<ContractState> list(Body body, ApiVersion version) {
        body.knowsOnly(Set.of(
                "customer_id",
                "starting_at",
                "covering_date",
                "include_archived",
                "include_balance",
                "include_ledgers"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        Optional<Instant> from = body.optionalInstant("starting_at");
        Optional<Instant> covering = body.optionalInstant("covering_date");
        if (from.isPresent() && covering.isPresent()) {
            throw body.invalid("covering_date", "give either starting_at or covering_date");
        }
        boolean archivedToo = body.flag("include_archived", false);
        requireCustomer(customer, version);
        List<ContractId> ids = contracts.ofCustomer(customer, archivedToo, from.orElse(null), covering.orElse(null));
        Map<ContractId, ContractState> found = contracts.find(
                ids.stream().map(id -> new Contract.Ref(customer, id)).toList());
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
                .toList();
    }

    private void requireCustomer(CustomerId customer, ApiVersion version) {
        if (customers.find(customer).isEmpty()) {
            throw version.noCustomer(customer);
        }
    }
}
