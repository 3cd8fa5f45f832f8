package io.downbeat.delivery.audit;

import io.downbeat.contracts.ContractId;
import io.downbeat.platform.Body;
import io.downbeat.platform.Data;
import io.downbeat.platform.Refused;
import io.downbeat.providers.ConfigurationId;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Looks ahead of a configuration, or of a segment to come. */
@RestController
class ProvidersCheckApi {
    private final Preflights preflights;

    ProvidersCheckApi(Preflights preflights) {
        this.preflights = preflights;
    }

    @PostMapping("/downbeat/v1/providers/check")
    Data<Preflights.Report> check(Body body) {
        body.knowsOnly(Set.of("billing_provider_configuration_id", "contract_id", "segment_effective_at"));
        if (body.has("billing_provider_configuration_id") == body.has("contract_id")) {
            throw Refused.rule("name either billing_provider_configuration_id or contract_id");
        }
        if (body.has("contract_id")) {
            return new Data<>(preflights.ofSegment(
                    new ContractId(body.uuid("contract_id")),
                    body.optionalInstant("segment_effective_at").orElse(null)));
        }
        if (body.has("segment_effective_at")) {
            throw body.invalid("segment_effective_at", "goes with contract_id");
        }
        return new Data<>(
                preflights.ofConfiguration(new ConfigurationId(body.uuid("billing_provider_configuration_id"))));
    }
}
