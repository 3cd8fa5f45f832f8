package io.downbeat.connectors.netsuite;

import io.downbeat.outbound.Answer;
import io.downbeat.providers.DeliveryMethodId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * NetSuite's internal ids of currencies, by ISO code. Left out of a request, NetSuite would take the customer's primary
 * currency and bill a hundred dollars for a hundred euros, so it is always answered where the account has more than one.
 */
final class NetsuiteCurrencies {
    private final NetsuiteQueries queries;
    private final Map<DeliveryMethodId, Listed> known = new ConcurrentHashMap<>();

    NetsuiteCurrencies(NetsuiteQueries queries) {
        this.queries = queries;
    }

    sealed interface Currencies {}

    /** @param idBySymbol empty for an account without the Multiple Currencies feature: it has one, and names none */
    record Listed(Map<String, String> idBySymbol) implements Currencies {
        boolean isOnlyOne() {
            return idBySymbol.isEmpty();
        }

        Optional<String> id(String isoCode) {
            return Optional.ofNullable(idBySymbol.get(isoCode));
        }

        String symbol(String id) {
            return idBySymbol.entrySet().stream()
                    .filter(each -> each.getValue().equals(id))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
        }
    }

    record Unclear(Answer answer) implements Currencies {}

    Currencies of(NetsuiteCalls.Caller caller) {
        Listed kept = known.get(caller.method());
        if (kept != null) {
            return kept;
        }
        return switch (queries.all(caller, "SELECT id, symbol FROM currency ORDER BY id")) {
            case NetsuiteQueries.Rows.Failed(Answer answer) -> new Unclear(answer);
            case NetsuiteQueries.Rows.NotHere _ -> keep(caller, Map.of());
            case NetsuiteQueries.Rows.All(var rows) -> {
                Map<String, String> ids = new HashMap<>();
                for (JsonNode row : rows) {
                    String symbol = row.path("symbol").asString("");
                    if (!symbol.isEmpty()) {
                        ids.put(symbol, row.path("id").asString(""));
                    }
                }
                yield keep(caller, ids);
            }
        };
    }

    /** Somebody may have added one. */
    void forget(DeliveryMethodId method) {
        known.remove(method);
    }

    private Listed keep(NetsuiteCalls.Caller caller, Map<String, String> ids) {
        Listed listed = new Listed(Map.copyOf(ids));
        known.put(caller.method(), listed);
        return listed;
    }
}
