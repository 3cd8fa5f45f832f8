package io.downbeat.outbound;

import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An outside account as people read it: {@code stripe acct_1 (delivery method 0192...)}. */
public final class AccountName {
    private static final String DIRECT = "direct_to_billing_provider";

    private AccountName() {}

    /** @param method {@code null} where nobody knows it any more */
    public static String of(String accountKey, @Nullable DeliveryMethodId method) {
        String account = String.join(" ", parts(accountKey));
        return method == null ? account : withoutKeys(account, method);
    }

    /**
     * As the log names it, which holds no account's keys: {@code stripe (delivery method 0192...)}.
     *
     * @param provider {@code stripe}; {@code aws_marketplace in us-east-1}
     */
    public static String withoutKeys(String provider, DeliveryMethodId method) {
        return provider + " (delivery method " + method.value() + ")";
    }

    /** {@code stripe}, {@code acct_1}; {@code aws_marketplace}, {@code tackle}, {@code prod-1}. A key is a JSON list. */
    public static List<String> parts(String accountKey) {
        try {
            JsonNode key = Json.read(accountKey);
            if (key != null && key.isArray() && !key.isEmpty()) {
                List<String> parts = new ArrayList<>();
                key.forEach(part -> parts.add(part.asString("")));
                parts.removeIf(part -> part.isEmpty() || part.equals(DIRECT));
                return parts;
            }
        } catch (JacksonException noList) {
            // As it is, then.
        }
        return List.of(accountKey);
    }
}
