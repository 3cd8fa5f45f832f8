package io.downbeat.console.settings;

import io.downbeat.access.AuditEntry;
import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditPlace;
import io.downbeat.access.AuditQuery;
import io.downbeat.console.Frames;
import io.downbeat.console.Pages;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.core.Text;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.JsonNode;

/** {@code /console/settings/audit-log}: newest first, and what the filter in the address leaves of it. */
@Controller
final class AuditLogPages {
    private static final int ROWS = 50;
    private static final int LONGEST_VALUE = 200;

    private final Pages pages;
    private final Frames frames;
    private final AuditLog log;

    AuditLogPages(Pages pages, Frames frames, AuditLog log) {
        this.pages = pages;
        this.frames = frames;
        this.log = log;
    }

    @GetMapping("/console/settings/audit-log")
    ResponseEntity<byte[]> list(Query query, HttpServletRequest request) {
        AuditLogPage.Filter filter = new AuditLogPage.Filter(
                text(query, "resource_type"),
                text(query, "resource_id"),
                text(query, "actor"),
                text(query, "from"),
                text(query, "until"));
        AuditQuery wanted;
        try {
            wanted = wanted(filter, query.nextPage());
        } catch (Refused refused) {
            return pages.show(
                    HttpStatus.BAD_REQUEST,
                    "console/settings/auditLog.jte",
                    () -> page(request, filter, List.of(), "", Sentences.whole(refused.getMessage())));
        }
        return pages.show("console/settings/auditLog.jte", () -> {
            List<AuditEntry> found = log.page(wanted, ROWS + 1);
            List<AuditEntry> shown = found.stream().limit(ROWS).toList();
            String next = found.size() > ROWS ? next(filter, shown.getLast().place()) : "";
            return page(
                    request, filter, shown.stream().map(AuditLogPages::entry).toList(), next, null);
        });
    }

    private AuditLogPage page(
            HttpServletRequest request,
            AuditLogPage.Filter filter,
            List<AuditLogPage.Entry> entries,
            String next,
            @Nullable String error) {
        return new AuditLogPage(frames.of(request, "Audit log", Tab.SECTION), filter, entries, next, error);
    }

    private static AuditQuery wanted(AuditLogPage.Filter filter, Optional<PageToken> next) {
        if (filter.resourceType().isEmpty() && !filter.resourceId().isEmpty()) {
            throw Refused.rule("name the kind of thing together with its id");
        }
        AuditQuery query = AuditQuery.all(true)
                .between(moment(filter.from(), "from"), moment(filter.until(), "until"))
                .by(filter.actor().isEmpty() ? null : filter.actor())
                .of(
                        filter.resourceType().isEmpty()
                                ? null
                                : new AuditQuery.Resource(
                                        filter.resourceType(),
                                        filter.resourceId().isEmpty() ? null : filter.resourceId()));
        try {
            return next.map(token -> query.after(AuditPlace.of(token, 0))).orElse(query);
        } catch (IllegalArgumentException noPlace) {
            throw PageToken.unknown();
        }
    }

    /** A day or an instant, in UTC. */
    private static @Nullable Instant moment(String text, String name) {
        if (text.isEmpty()) {
            return null;
        }
        return Moments.read(text)
                .orElseThrow(() -> Refused.invalid(
                        name, "must be a day such as 2025-01-31, or an instant such as 2025-01-31T14:00:00Z"));
    }

    private static AuditLogPage.Entry entry(AuditEntry entry) {
        AuditEntry.Operation what = entry.what();
        String id = what.resourceId() == null ? "" : what.resourceId();
        String says = entry.description() == null ? "" : Sentences.whole(entry.description());
        return new AuditLogPage.Entry(
                Moments.moment(entry.at()),
                entry.actor().name(),
                from(entry.request()),
                Sentences.begin(what.action().replace('_', ' ')),
                new AuditLogPage.Resource(
                        what.resourceType().replace('_', ' '),
                        id,
                        address(Map.of("resource_type", what.resourceType(), "resource_id", id))),
                entry.wasDone() ? null : says,
                entry.wasDone() ? says : "",
                values(entry.before(), entry.after()));
    }

    private static String from(AuditEntry.@Nullable Request request) {
        return request == null || request.address() == null ? "" : request.address();
    }

    private static List<AuditLogPage.Value> values(@Nullable JsonNode before, @Nullable JsonNode after) {
        TreeSet<String> names = new TreeSet<>();
        if (before != null) {
            names.addAll(before.propertyNames());
        }
        if (after != null) {
            names.addAll(after.propertyNames());
        }
        List<AuditLogPage.Value> values = new ArrayList<>();
        names.removeIf(
                name -> value(before, name).isEmpty() && value(after, name).isEmpty());
        names.forEach(name ->
                values.add(new AuditLogPage.Value(name.replace('_', ' '), value(before, name), value(after, name))));
        return values;
    }

    private static String value(@Nullable JsonNode values, String name) {
        JsonNode value = values == null ? null : values.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        return Text.cut(value.isString() ? value.stringValue() : value.toString(), LONGEST_VALUE);
    }

    private static String next(AuditLogPage.Filter filter, AuditPlace place) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("resource_type", filter.resourceType());
        parameters.put("resource_id", filter.resourceId());
        parameters.put("actor", filter.actor());
        parameters.put("from", filter.from());
        parameters.put("until", filter.until());
        parameters.put(
                "next_page",
                PageToken.after(place.incarnation(), place.transaction(), place.id())
                        .text());
        return address(parameters);
    }

    private static String address(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(one -> !one.getValue().isEmpty())
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", Tab.AUDIT_LOG.path() + "?", ""));
    }

    private static String text(Query query, String name) {
        return query.text(name).map(String::strip).orElse("");
    }
}
