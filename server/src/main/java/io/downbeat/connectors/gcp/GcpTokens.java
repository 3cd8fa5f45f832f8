package io.downbeat.connectors.gcp;

import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Access tokens for both of Google's APIs, one for each delivery method while it lasts. */
final class GcpTokens {
    private final AccountKeys accounts;
    private final ServiceAccountGrant keys;
    private final FederatedGrant federation;
    private final AccessTokens kept;

    GcpTokens(AccountKeys accounts, GcpWire wire, InstantSource clock) {
        this.accounts = accounts;
        this.keys = new ServiceAccountGrant(wire, clock);
        this.federation = new FederatedGrant(wire, new SubjectTokens(wire), clock);
        this.kept = new AccessTokens(clock);
    }

    AccessTokens.UsedToken of(DeliveryMethodId method) {
        return kept.of(method, () -> ask(accounts.of(method)));
    }

    void forget(DeliveryMethodId method) {
        kept.forget(method);
    }

    private TokenResult ask(Map<String, String> account) {
        String key = account.get(GcpCredentials.KEY);
        String federated = account.get(GcpCredentials.FEDERATION);
        try {
            if (key != null) {
                return keys.ask(json(GcpCredentials.KEY, key));
            }
            if (federated != null) {
                return federation.ask(json(GcpCredentials.FEDERATION, federated));
            }
            throw new GcpCredentials.Unusable(
                    "the delivery method has neither " + GcpCredentials.KEY + " nor " + GcpCredentials.FEDERATION
                            + ": give it one with POST /downbeat/v1/deliveryMethods/{id}/credentials");
        } catch (GcpCredentials.Unusable unusable) {
            return new TokenResult.Refused(String.valueOf(unusable.getMessage()));
        }
    }

    private static JsonNode json(String name, String text) throws GcpCredentials.Unusable {
        try {
            return Json.read(text);
        } catch (JacksonException malformed) {
            // Without its cause, which would quote the secret.
            throw new GcpCredentials.Unusable(name + " is no JSON");
        }
    }
}
