package io.downbeat.metering.configurations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether a configuration is metered, why not, and how a person lets it go on. */
@RestController
final class StoppedMeteringApi {
    /** @param actions what people did about it, oldest first */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record One(@JsonUnwrapped MeteredConfigurationStore.View configuration, List<MeterActions.Action> actions) {}

    private final StoppedMetering metering;

    StoppedMeteringApi(StoppedMetering metering) {
        this.metering = metering;
    }

    @GetMapping("/downbeat/v1/metering/configurations/{id}")
    Data<One> get(@PathVariable UUID id) {
        StoppedMetering.Stopped found = metering.find(id);
        return new Data<>(new One(found.configuration(), found.actions()));
    }

    @PostMapping("/downbeat/v1/metering/configurations/{id}/resume")
    @Changes(action = "resume_metering", resource = "billing_provider_configuration")
    Data<One> resume(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of("reason"));
        metering.resume(id, body.text("reason", 1, 500));
        return get(id);
    }
}
