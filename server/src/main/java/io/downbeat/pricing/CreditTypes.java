package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The currencies a rate card may be in; custom units beside them are {@link CustomCreditTypes}. Part of the API: an id is never changed, because clients keep it.
 *
 * <p>The id of USD (cents) is the published one; the others are this product's own, since none is published.
 */
public final class CreditTypes {
    /** USD first, the others by code. */
    static final List<CreditType> ALL = List.of(
            CreditType.USD_CENTS,
            whole("AUD", "2a106b5b-579b-46fb-a710-a76e56831f44"),
            whole("BRL", "ff65abc9-cba7-4775-9fa3-825f05e475e4"),
            whole("CAD", "19827ed1-3233-4d84-bb98-4ca265c420b1"),
            whole("CHF", "8a0b8347-7db8-4751-8130-50612ec794d9"),
            whole("CNY", "b612bfc4-4772-4811-895d-9e10c4494090"),
            whole("CZK", "b1f9d772-2866-4439-a1fe-f35422941fc1"),
            whole("DKK", "d168d73f-47c6-46cf-995a-4b00e60a9e6a"),
            whole("EUR", "8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b"),
            whole("GBP", "216637f5-0791-40f9-a66a-a41973dc2cdc"),
            whole("INR", "5b2e942d-9c58-41a1-a0b5-8d78604139e1"),
            whole("MXN", "ece3e144-5759-4fce-853c-7c29d9630427"),
            whole("NGN", "c1e8beef-c009-40ee-ba8f-93abcd562a47"),
            whole("NOK", "1ff95487-0f2c-40b6-b871-e1206dc28a5e"),
            whole("NZD", "fc48100e-df09-4e30-8a46-5b7a21703694"),
            whole("PLN", "dc1d8f2b-ee41-4e17-a980-cbf890dceec7"),
            whole("SEK", "eda5dc29-05e9-4f44-83be-bc516c263fb1"),
            whole("SGD", "500baf3a-eb5a-4a30-b2b6-e96db336cc1c"),
            whole("TRY", "96d83f56-e69d-462a-b699-60c0cfe8e1a7"),
            whole("ZAR", "7a362430-fdbf-400a-9636-2c51405fdfa0"));

    private static final Map<UUID, CreditType> BY_ID =
            ALL.stream().collect(Collectors.toUnmodifiableMap(CreditType::id, Function.identity()));

    private CreditTypes() {}

    public static Optional<CreditType> find(UUID id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    private static CreditType whole(String isoCode, String id) {
        return new CreditType(UUID.fromString(id), isoCode, isoCode, 2);
    }
}
