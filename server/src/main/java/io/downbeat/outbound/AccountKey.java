package io.downbeat.outbound;

import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * Names an account that is called, and the credentials it is called with. Each has a circuit: what only this account's
 * queue, region or address refuses holds back nobody else; credentials that are refused, or a pause that is asked of them,
 * hold back everything that uses them.
 *
 * @param account one per delivery method, and one per region of a metered one
 * @param credentials the same for all that AWS knows by one role or access key; else the account's own key
 */
public record AccountKey(String account, String credentials) {

    /** What nobody else shares credentials with. */
    public static AccountKey alone(String account) {
        return new AccountKey(account, account);
    }

    public static AccountKey of(DeliveryMethod method) {
        return new AccountKey(method.accountKey(), method.sharedCredentials().orElse(method.accountKey()));
    }

    /** A marketplace's records go another way than invoices do: their account is not the deliveries' own. */
    public static AccountKey ofRecords(DeliveryMethod method, String region) {
        List<String> parts = new ArrayList<>(AccountName.parts(method.accountKey()));
        parts.add("records");
        if (!region.isEmpty()) {
            parts.add(region);
        }
        String account = Json.write(parts);
        return new AccountKey(account, method.sharedCredentials().orElse(account));
    }

    /** Names the circuit that an answer of this scope opens. */
    public String circuit(Answer.Scope scope) {
        return switch (scope) {
            case CREDENTIALS -> credentials;
            case DESTINATION -> account;
        };
    }
}
