package io.downbeat.lifecycleevents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code v2/notifications}: which events of contracts, commits and credits the account is told, and at which offsets. */
@RestController
final class NotificationConfigurationsApi {
    private static final int LONGEST_PAGE = 400;

    private enum ArchiveFilter {
        ARCHIVED,
        NOT_ARCHIVED,
        ALL
    }

    /** A page of these lists, whose place is called {@code cursor}. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listed<T>(List<T> data, @Nullable String cursor) {}

    private final ManageWanted wanted;
    private final ConfigurationStore store;
    private final Environment environment;

    NotificationConfigurationsApi(ManageWanted wanted, ConfigurationStore store, Environment environment) {
        this.wanted = wanted;
        this.store = store;
        this.environment = environment;
    }

    @PostMapping("/v2/notifications/create")
    @Changes(action = "create_notification", resource = "notification")
    Data<Wanted.AtOffset> create(Body body) {
        return shown(wanted.create(body));
    }

    @PostMapping("/v2/notifications/edit")
    @Changes(action = "edit_notification", resource = "notification")
    Data<Wanted> edit(Body body) {
        return new Data<>(body.has("id") ? wanted.edit(body).shown(environment.type()) : wanted.enable(body));
    }

    @PostMapping("/v2/notifications/get")
    @Reads
    Data<Wanted.AtOffset> get(Body body) {
        return shown(wanted.get(id(body)));
    }

    @PostMapping("/v2/notifications/archive")
    @Changes(action = "archive_notification", resource = "notification")
    Data<Wanted.AtOffset> archive(Body body) {
        return shown(wanted.archive(id(body)));
    }

    private Data<Wanted.AtOffset> shown(Offset offset) {
        return new Data<>(offset.shown(environment.type()));
    }

    private static UUID id(Body body) {
        body.knowsOnly(Set.of("id"));
        return body.uuid("id");
    }

    @PostMapping("/v2/notifications/offset/list")
    @Reads
    Listed<Wanted.AtOffset> offsets(Body body) {
        body.knowsOnly(Set.of("archive_filter", "cursor", "limit"));
        int limit = body.optionalInteger("limit", 1, LONGEST_PAGE).orElse(LONGEST_PAGE);
        ArchiveFilter filter =
                body.optionalOneOf("archive_filter", ArchiveFilter.class).orElse(ArchiveFilter.NOT_ARCHIVED);
        Optional<UUID> after = body.optionalText("cursor").map(cursor -> place(body, cursor));
        List<Offset> rows = store.list(
                switch (filter) {
                    case ARCHIVED -> true;
                    case NOT_ARCHIVED -> false;
                    case ALL -> null;
                },
                after.orElse(null),
                limit + 1);
        boolean isMore = rows.size() > limit;
        List<Offset> shown = isMore ? rows.subList(0, limit) : rows;
        return new Listed<>(
                shown.stream().map(row -> row.shown(environment.type())).toList(),
                isMore ? PageToken.after(shown.getLast().id()).text() : null);
    }

    private static UUID place(Body body, String cursor) {
        try {
            return PageToken.parse(cursor).uuid(0);
        } catch (Refused unknown) {
            throw body.invalid("cursor", "is not one that this server gave; start again without it");
        }
    }

    /** All of them, switched on or not. */
    @PostMapping("/v2/notifications/system/list")
    @Reads
    Listed<Wanted.Event> events(Body body) {
        body.knowsOnly(Set.of());
        Set<EventType> enabled = store.enabled();
        return new Listed<>(
                Arrays.stream(EventType.values())
                        .map(type -> Wanted.Event.of(type, enabled.contains(type)))
                        .toList(),
                null);
    }
}
