package io.downbeat.lifecycleevents;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes what is wanted. Nothing is told of what lies behind: of events that are there already, a new or changed
 * configuration hears what fires after this moment.
 */
final class ManageWanted {
    /** Each is asked for every contract that is created or edited. */
    static final int MOST = 400;

    private static final String RESOURCE = "notification";

    private final ConfigurationStore store;
    private final MomentStore moments;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;

    ManageWanted(
            ConfigurationStore store, MomentStore moments, Transactions transactions, Ids ids, InstantSource clock) {
        this.store = store;
        this.moments = moments;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * {@code v2/notifications/create}. Refused: a policy that is none ({@link EventOffset}), the 401st that is not archived
     * (400), a uniqueness key that another one has (409).
     */
    Offset create(Body body) {
        body.knowsOnly(Set.of("name", "policy", "uniqueness_key"));
        Body policy = body.object("policy");
        policy.knowsOnly(Set.of("type", "offset"));
        EventType type = EventType.read(policy);
        Instant now = clock.instant();
        Offset offset = new Offset(
                ids.next(), body.text("name", 1, 255), type, EventOffset.read(policy, type), now, caller(), null);
        @Nullable String key = body.optionalText("uniqueness_key", 1, 128).orElse(null);
        return transactions.in(() -> {
            moments.hold();
            if (store.live() >= MOST) {
                throw Refused.rule("there are " + MOST + " offset notifications already; archive one first");
            }
            if (!store.add(offset, key)) {
                throw Refused.conflict("uniqueness_key: is in use");
            }
            moments.plan(offset.id(), now);
            transactions.publish(Change.of("create_notification", RESOURCE, offset.id())
                    .to(Map.of(
                            "name",
                            offset.name(),
                            "type",
                            type,
                            "offset",
                            offset.offset().given())));
            return offset;
        });
    }

    /**
     * {@code v2/notifications/edit} with an id: another offset. Refused: an id that nobody has (400 with a code), one that is
     * archived, another type than it has, {@code is_enabled} (400).
     */
    Offset edit(Body body) {
        body.knowsOnly(Set.of("id", "policy", "is_enabled"));
        UUID id = body.uuid("id");
        if (body.has("is_enabled")) {
            throw body.invalid(
                    "is_enabled",
                    "is for a system notification, which has no id; archive an offset notification instead");
        }
        Body policy = body.object("policy");
        policy.knowsOnly(Set.of("type", "offset"));
        EventType type = EventType.read(policy);
        EventOffset offset = EventOffset.read(policy, type);
        return transactions.in(() -> {
            moments.hold();
            Offset before = store.lock(id)
                    .orElseThrow(() -> Refused.coded("NotificationConfigNotFound", "no notification has the id " + id));
            if (before.archivedAt() != null) {
                throw Refused.rule("the notification is archived");
            }
            if (before.type() != type) {
                throw policy.invalid("type", "is " + before.type().word() + " and stays; create another notification");
            }
            if (!before.offset().equals(offset)) {
                Instant now = clock.instant();
                store.edit(id, offset);
                moments.callOff(id, now);
                moments.plan(id, now);
                transactions.publish(Change.of("edit_notification", RESOURCE, id)
                        .from(Map.of("offset", before.offset().given()))
                        .to(Map.of("offset", offset.given())));
            }
            return store.find(id).orElseThrow();
        });
    }

    /** {@code v2/notifications/edit} without an id: whether an event is told as it happens. */
    Wanted.Event enable(Body body) {
        body.knowsOnly(Set.of("policy", "is_enabled"));
        Body policy = body.object("policy");
        policy.knowsOnly(Set.of("type"));
        EventType type = EventType.read(policy);
        boolean enabled = body.flag("is_enabled");
        return transactions.in(() -> {
            moments.hold();
            // One that nobody ever switched on is off, and stays so without a row.
            if (store.enabled().contains(type) != enabled) {
                Instant now = clock.instant();
                store.enable(type, enabled, ids.next(), now, caller()).ifPresent(id -> {
                    if (enabled) {
                        moments.plan(id, now);
                    } else {
                        moments.callOff(id, now);
                    }
                });
                transactions.publish(Change.of("edit_notification", RESOURCE, type.word())
                        .from(Map.of("is_enabled", !enabled))
                        .to(Map.of("is_enabled", enabled)));
            }
            return Wanted.Event.of(type, enabled);
        });
    }

    /**
     * {@code v2/notifications/archive}: it tells nothing more, for good; again it changes nothing.
     *
     * @throws Refused if there is none (404)
     */
    Offset archive(UUID id) {
        return transactions.in(() -> {
            moments.hold();
            Offset before = store.lock(id).orElseThrow(() -> unknown(id));
            if (before.archivedAt() == null) {
                Instant now = clock.instant();
                store.archive(id, now);
                moments.callOff(id, now);
                transactions.publish(Change.of("archive_notification", RESOURCE, id));
            }
            return store.find(id).orElseThrow();
        });
    }

    /** @throws Refused if there is none (404) */
    Offset get(UUID id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    private static Refused unknown(UUID id) {
        return Refused.notFound("no notification has the id " + id);
    }

    private static String caller() {
        return Origin.current().map(origin -> origin.caller().name()).orElse("system");
    }
}
