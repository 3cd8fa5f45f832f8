package io.downbeat.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/auditLogs}. Every page has a {@code next_page}, the last one too: asked for again later, it answers what
 * came since. Newest first, nothing comes behind the oldest, so that the last token stays empty.
 */
@RestController
final class AuditLogApi {
    enum Sort {
        DATE_ASC,
        DATE_DESC;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Actor(String id, String name) {}

    record Request(String id, @Nullable String ip, @Nullable String userAgent) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String id,
            Instant timestamp,
            Actor actor,
            Request request,
            String resourceType,
            @Nullable String resourceId,
            String action,
            String status,
            @Nullable String description) {
        static View of(AuditEntry entry) {
            AuditEntry.Request request = entry.request();
            return new View(
                    String.valueOf(entry.place().id()),
                    entry.at(),
                    new Actor(entry.actor().id().toString(), entry.actor().name()),
                    request == null
                            ? new Request(AuditActor.SYSTEM_NAME, null, null)
                            : new Request(request.id(), request.address(), request.userAgent()),
                    entry.what().resourceType(),
                    entry.what().resourceId(),
                    entry.what().action(),
                    entry.wasDone() ? "success" : "failure",
                    entry.description());
        }
    }

    private final AuditLog log;

    AuditLogApi(AuditLog log) {
        this.log = log;
    }

    @GetMapping("/v1/auditLogs")
    Page<View> list(Query query) {
        int limit = query.limit(100);
        AuditQuery wanted = query.nextPage().map(token -> further(query, token)).orElseGet(() -> first(query));
        List<AuditEntry> entries = log.page(wanted, limit);
        AuditPlace last = entries.isEmpty() ? wanted.after() : entries.getLast().place();
        return new Page<>(
                entries.stream().map(View::of).toList(),
                token(wanted.after(last)).text());
    }

    private static AuditQuery first(Query query) {
        Optional<String> type = word(query, "resource_type");
        Optional<String> id = word(query, "resource_id");
        if (type.isPresent() != id.isPresent()) {
            throw Refused.invalid(
                    type.isPresent() ? "resource_id" : "resource_type",
                    "is required together with the other one of resource_type and resource_id");
        }
        boolean newestFirst = query.oneOf("sort", Sort.class).orElse(Sort.DATE_ASC) == Sort.DATE_DESC;
        return AuditQuery.all(newestFirst)
                .between(
                        query.instant("starting_on").orElse(null),
                        query.instant("ending_before").orElse(null))
                .of(type.map(kind -> new AuditQuery.Resource(kind, id.orElseThrow()))
                        .orElse(null));
    }

    /** What no resource is called could not be carried on by a token either. */
    private static Optional<String> word(Query query, String name) {
        Optional<String> given = query.text(name);
        if (given.filter(text -> text.indexOf('\n') >= 0).isPresent()) {
            throw Refused.invalid(name, "must be one line");
        }
        return given;
    }

    /** The token says it all. Clients that page by themselves say the filter again beside it, and then it must be the same. */
    private static AuditQuery further(Query query, PageToken token) {
        AuditQuery carried = carried(token);
        AuditQuery.@Nullable Resource resource = carried.resource();
        requireSame("sort", query.oneOf("sort", Sort.class).map(Sort.DATE_DESC::equals), carried.newestFirst());
        requireSame("starting_on", query.instant("starting_on"), carried.from());
        requireSame("ending_before", query.instant("ending_before"), carried.until());
        requireSame("resource_type", word(query, "resource_type"), resource == null ? null : resource.type());
        requireSame("resource_id", word(query, "resource_id"), resource == null ? null : resource.id());
        return carried;
    }

    private static <T> void requireSame(String name, Optional<T> said, @Nullable T carried) {
        if (said.filter(again -> !again.equals(carried)).isPresent()) {
            throw Refused.invalid(
                    name, "is not what next_page carries; leave it out, or begin again without next_page");
        }
    }

    private static AuditQuery carried(PageToken token) {
        try {
            AuditQuery.@Nullable Resource resource =
                    token.value(6).isEmpty() ? null : new AuditQuery.Resource(token.value(6), token.value(7));
            return AuditQuery.all(Boolean.parseBoolean(token.value(0)))
                    .after(AuditPlace.of(token, 1))
                    .between(instant(token, 4), instant(token, 5))
                    .of(resource);
        } catch (IllegalArgumentException noPlace) {
            throw PageToken.unknown();
        }
    }

    private static PageToken token(AuditQuery query) {
        AuditPlace place = query.after();
        return PageToken.after(
                query.newestFirst(),
                place.incarnation(),
                place.transaction(),
                place.id(),
                query.from() == null ? "" : query.from(),
                query.until() == null ? "" : query.until(),
                query.resource() == null ? "" : query.resource().type(),
                query.resource() == null || query.resource().id() == null
                        ? ""
                        : query.resource().id());
    }

    private static @Nullable Instant instant(PageToken token, int index) {
        return token.value(index).isEmpty() ? null : token.instant(index);
    }
}
