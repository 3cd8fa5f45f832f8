package io.downbeat.contracts;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Refused;

/** In what the two versions of the API differ when a request speaks of what is not there. */
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
