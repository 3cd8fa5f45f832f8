package io.downbeat.invoicing.api;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.schedule.ProviderChange;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoicePreviews;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /downbeat/v1/contracts/previewProviderChange}: the edit's body, and nothing happens. */
@RestController
final class ProviderChangeApi {
    private final InvoicePreviews previews;

    ProviderChangeApi(InvoicePreviews previews) {
        this.previews = previews;
    }

    @PostMapping("/downbeat/v1/contracts/previewProviderChange")
    @Reads
    Data<InvoicePreviews.Preview> preview(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "add_billing_provider_configuration_update"));
        return new Data<>(previews.preview(
                new CustomerId(body.uuid("customer_id")),
                new ContractId(body.uuid("contract_id")),
                ProviderChange.read(body.object("add_billing_provider_configuration_update"))));
    }
}
