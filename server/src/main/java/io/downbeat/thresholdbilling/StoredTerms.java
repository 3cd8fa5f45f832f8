package io.downbeat.thresholdbilling;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.platform.http.Json;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a workflow keeps of terms that are no terms of anything yet: its commit and its gate, as JSON. Members that a later
 * version adds are {@code null} in what an earlier one wrote.
 */
final class StoredTerms {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BalanceScope.OfContract.class, name = "contract"),
        @JsonSubTypes.Type(value = BalanceScope.OfCustomer.class, name = "customer")
    })
    private interface Scopes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BalanceScope.ChildAccess.None.class, name = "none"),
        @JsonSubTypes.Type(value = BalanceScope.ChildAccess.All.class, name = "all"),
        @JsonSubTypes.Type(value = BalanceScope.ChildAccess.Only.class, name = "only")
    })
    private interface Children {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = AppliesTo.Everything.class, name = "everything"),
        @JsonSubTypes.Type(value = AppliesTo.Products.class, name = "products"),
        @JsonSubTypes.Type(value = AppliesTo.Specifiers.class, name = "specifiers")
    })
    private interface Usages {}

    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .changeDefaultVisibility(visibility -> visibility
                    .withGetterVisibility(JsonAutoDetect.Visibility.NONE)
                    .withIsGetterVisibility(JsonAutoDetect.Visibility.NONE)
                    .withFieldVisibility(JsonAutoDetect.Visibility.ANY))
            .addMixIn(BalanceScope.class, Scopes.class)
            .addMixIn(BalanceScope.ChildAccess.class, Children.class)
            .addMixIn(AppliesTo.class, Usages.class)
            .build();

    private StoredTerms() {}

    static String write(Object terms) {
        return MAPPER.writeValueAsString(terms);
    }

    static Balance commit(String stored) {
        return MAPPER.readValue(stored, Balance.class);
    }

    static PaymentGate gate(String stored) {
        return MAPPER.readValue(stored, PaymentGate.class);
    }

    static PaymentAnswer answer(String stored) {
        return MAPPER.readValue(stored, PaymentAnswer.class);
    }
}
