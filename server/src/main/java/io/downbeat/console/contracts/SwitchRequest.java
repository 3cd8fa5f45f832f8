package io.downbeat.console.contracts;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.schedule.PeriodBoundary;
import io.downbeat.contracts.schedule.ProviderChange;
import io.downbeat.contracts.schedule.ProviderSelector;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was chosen in the first step.
 *
 * @param configuration {@code null} for nobody
 */
record SwitchRequest(@Nullable ConfigurationId configuration, PeriodBoundary effectiveAt) {
    static final String CONFIGURATION = "billing_provider_configuration_id";
    static final String EFFECTIVE_AT = "effective_at";
    static final String NOBODY = "none";

    /** @throws Refused if a field is missing or is none of the choices */
    static SwitchRequest read(HttpServletRequest request) {
        return find(request).orElseThrow(() -> Refused.rule("choose who bills the contract, and from when on"));
    }

    /** Nothing if it was not, or not wholly, chosen yet. */
    static Optional<SwitchRequest> find(HttpServletRequest request) {
        String configuration = request.getParameter(CONFIGURATION);
        String effectiveAt = request.getParameter(EFFECTIVE_AT);
        Optional<PeriodBoundary> boundary = Arrays.stream(PeriodBoundary.values())
                .filter(each -> each.name().equals(effectiveAt))
                .findFirst();
        if (configuration == null || boundary.isEmpty()) {
            return Optional.empty();
        }
        if (configuration.equals(NOBODY) || configuration.isEmpty()) {
            return Optional.of(new SwitchRequest(null, boundary.get()));
        }
        return Ids.parse(configuration).map(id -> new SwitchRequest(new ConfigurationId(id), boundary.get()));
    }

    String query() {
        return "?" + CONFIGURATION + "=" + value() + "&" + EFFECTIVE_AT + "=" + effectiveAt.name();
    }

    String value() {
        return configuration == null ? NOBODY : configuration.toString();
    }

    ProviderChange change() {
        return new ProviderChange(
                configuration == null
                        ? new ProviderSelector.None()
                        : new ProviderSelector.ById(configuration, null, null),
                effectiveAt);
    }

    /** As {@code v2/contracts/edit} takes it. */
    Body edit(ContractTerms terms, String once) {
        ObjectNode edit = Json.MAPPER.createObjectNode();
        edit.put("customer_id", terms.contract().customer().toString());
        edit.put("contract_id", terms.contract().id().toString());
        edit.put("uniqueness_key", "console-" + once);
        ObjectNode update = edit.putObject("add_billing_provider_configuration_update");
        update.putObject("billing_provider_configuration")
                .put(CONFIGURATION, configuration == null ? null : configuration.toString());
        update.putObject("schedule").put(EFFECTIVE_AT, effectiveAt.name());
        return Body.of(edit, "");
    }
}
