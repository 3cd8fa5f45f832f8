package io.downbeat.verification;

import java.util.UUID;

/** A contract as the rows of other tables name it. Verification reads rows and knows no type of the features. */
record ContractKey(UUID id) {
    @Override
    public String toString() {
        return id.toString();
    }
}
