package io.downbeat.contracts.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.Timeline;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationView;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Schedules as contracts show them, with the configurations they point at read once for all of them. */
final class ProviderScheduleView implements ContractPart.View<Timeline<ProviderSegment>> {

    private record SegmentView(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            ConfigurationView billingProviderConfiguration,

            Instant effectiveAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant effectiveUntil) {}

    private static final String ACTIVE = "customer_billing_provider_configuration";
    private static final String SCHEDULE = "billing_provider_configuration_schedule";

    private final Providers providers;
    private final Map<ConfigurationId, ProviderConfiguration> configurations;
    private final Instant now;

    ProviderScheduleView(Providers providers, Collection<Timeline<ProviderSegment>> schedules, Instant now) {
        this.providers = providers;
        this.now = now;
        this.configurations = providers.findAll(schedules.stream()
                .flatMap(schedule -> schedule.segments().stream())
                .map(segment -> segment.value().configuration())
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    @Override
    public void show(Contract contract, Timeline<ProviderSegment> schedule, ObjectNode node, ContractPart.Place place) {
        if (place == ContractPart.Place.TERMS) {
            return;
        }
        active(contract, schedule)
                .ifPresent(configuration -> node.set(ACTIVE, Json.MAPPER.valueToTree(providers.view(configuration))));
        if (place == ContractPart.Place.V2) {
            node.set(
                    SCHEDULE,
                    Json.MAPPER.valueToTree(
                            schedule.segments().stream().map(this::view).toList()));
        }
    }

    /**
     * The configuration that bills the contract now: for a contract to come the first one, for one that ended the last
     * that billed it. One that was archived bills nothing any more.
     */
    private Optional<ProviderConfiguration> active(Contract contract, Timeline<ProviderSegment> schedule) {
        Instant end = contract.endingBefore();
        var segment = end != null && !now.isBefore(end)
                ? schedule.before(end)
                : schedule.at(now.isBefore(contract.startingAt()) ? contract.startingAt() : now);
        return segment.flatMap(this::configuration).filter(configuration -> !configuration.isArchived());
    }

    /** The same by the schedule that the view of another moment shows. */
    static void showAsOf(Instant instant, ObjectNode view) {
        Instant end = instant(view, "ending_before");
        Instant start = Instant.parse(view.get("starting_at").stringValue());
        Instant moment =
                end != null && !instant.isBefore(end) ? end.minusNanos(1) : instant.isBefore(start) ? start : instant;
        view.remove(ACTIVE);
        for (JsonNode segment : view.path(SCHEDULE)) {
            Instant until = instant(segment, "effective_until");
            JsonNode configuration = segment.get("billing_provider_configuration");
            if (!moment.isBefore(Instant.parse(segment.get("effective_at").stringValue()))
                    && (until == null || moment.isBefore(until))
                    && configuration.isObject()
                    && !isArchived(configuration, instant)) {
                view.set(ACTIVE, configuration);
            }
        }
    }

    private static boolean isArchived(JsonNode configuration, Instant instant) {
        Instant archivedAt = instant(configuration, "archived_at");
        return archivedAt != null && !archivedAt.isAfter(instant);
    }

    private static @Nullable Instant instant(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isString() ? Instant.parse(value.stringValue()) : null;
    }

    private SegmentView view(Timeline.Segment<ProviderSegment> segment) {
        return new SegmentView(
                configuration(segment).map(providers::view).orElse(null), segment.from(), segment.until());
    }

    private Optional<ProviderConfiguration> configuration(Timeline.Segment<ProviderSegment> segment) {
        return Optional.ofNullable(segment.value().configuration()).map(configurations::get);
    }
}
