package io.downbeat.providers;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The account's delivery methods. */
@RestController
final class DeliveryMethodApi {
    private static final int PAGE = 100;

    record SetUp(UUID deliveryMethodId) {}

    record Configured(
            BillingProvider billingProvider,
            UUID deliveryMethodId,
            DeliveryMethodType deliveryMethod,
            JsonNode deliveryMethodConfiguration) {
        static Configured of(DeliveryMethod method) {
            return new Configured(method.provider(), method.id().value(), method.type(), method.configuration());
        }
    }

    /** @param credentials the names of those it has, never their values */
    record Updated(UUID deliveryMethodId, List<String> credentials) {}

    private final SetUpDeliveryMethods setUp;
    private final DeliveryMethodStore methods;

    DeliveryMethodApi(SetUpDeliveryMethods setUp, DeliveryMethodStore methods) {
        this.setUp = setUp;
        this.methods = methods;
    }

    @PostMapping("/v1/setUpBillingProvider")
    @Changes(action = "set_up_billing_provider", resource = "delivery_method")
    Data<SetUp> setUp(Body body) {
        return new Data<>(new SetUp(setUp.setUp(body).value()));
    }

    @PostMapping("/v1/listConfiguredBillingProviders")
    @Reads
    Page<Configured> list(Body body) {
        body.knowsOnly(Set.of("next_page"));
        UUID after = after(body);
        return Page.of(methods.page(after, PAGE + 1), PAGE, method -> PageToken.after(method.id()))
                .map(Configured::of);
    }

    @PostMapping("/downbeat/v1/deliveryMethods/{id}/credentials")
    @Changes(action = "update_credentials", resource = "delivery_method")
    Data<Updated> mend(@PathVariable UUID id, Body body) {
        return new Data<>(new Updated(id, List.copyOf(setUp.mend(new DeliveryMethodId(id), body))));
    }

    private static @Nullable UUID after(Body body) {
        return body.optionalText("next_page")
                .filter(text -> !text.isEmpty())
                .map(text -> PageToken.parse(text).uuid(0))
                .orElse(null);
    }
}
