package io.downbeat.providers;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which of the account's delivery methods a request means: by its id, or by being the only one of its kind. */
final class DeliveryMethodSelector {
    private DeliveryMethodSelector() {}

    static DeliveryMethod of(Body item, BillingProvider provider, List<DeliveryMethod> known) {
        Optional<UUID> id = item.optionalUuid("delivery_method_id");
        Optional<DeliveryMethodType> type = item.optionalOneOf("delivery_method", DeliveryMethodType.class);
        if (id.isEmpty() && type.isEmpty()) {
            throw item.invalid("delivery_method_id", "is required, or delivery_method instead");
        }
        type.filter(word -> !new DestinationSpec(provider, word).isLegal()).ifPresent(word -> {
            throw item.invalid("delivery_method", word.wire() + " does not go with " + provider.wire());
        });
        List<DeliveryMethod> meant = known.stream()
                .filter(method -> method.provider() == provider)
                .filter(method -> id.isEmpty() || method.id().value().equals(id.get()))
                .filter(method -> type.isEmpty() || method.type() == type.get())
                .toList();
        if (meant.size() > 1) {
            throw item.invalid(
                    "delivery_method_id",
                    "is required: the account has " + meant.size() + " delivery methods of this kind");
        }
        return meant.stream().findFirst().orElseThrow(() -> none(item, provider, id.isPresent()));
    }

    private static Refused none(Body item, BillingProvider provider, boolean byId) {
        return byId
                ? item.invalid(
                        "delivery_method_id",
                        "the account has no " + provider.wire() + " delivery method of this id and kind;"
                                + " see POST /v1/listConfiguredBillingProviders")
                : item.invalid(
                        "delivery_method",
                        "the account has no " + provider.wire() + " delivery method of this kind;"
                                + " set it up first: POST /v1/setUpBillingProvider");
    }
}
