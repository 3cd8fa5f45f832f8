package io.downbeat.delivery.audit;

import io.downbeat.delivery.Account;
import io.downbeat.platform.Json;
import io.downbeat.providers.DeliveryMethodType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An account as people read it: {@code stripe/acct_1}, {@code aws_marketplace/tackle/prod-1}. */
final class AccountName {
    private AccountName() {}

    /** The key is a JSON list of provider, method and what names the account there. */
    static String of(Account account) {
        List<String> parts = new ArrayList<>(List.of(account.provider().wire()));
        if (account.method() != DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER) {
            parts.add(account.method().wire());
        }
        try {
            JsonNode key = Json.read(account.key());
            for (int i = 2; i < key.size(); i++) {
                parts.add(key.get(i).asString(""));
            }
        } catch (JacksonException noList) {
            parts.add(account.key());
        }
        return String.join("/", parts);
    }
}
