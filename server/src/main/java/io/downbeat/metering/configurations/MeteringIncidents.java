package io.downbeat.metering.configurations;

import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentKind.Further;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.outbound.AccountName;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What of metering waits for a person: once in the log, and once more when something goes on that stood still. */
public final class MeteringIncidents {
    public enum Kind {
        /** A configuration is no longer metered; the newest report says whether that can be undone. */
        METERING_STOPPED(
                "configuration",
                "metering stopped for configuration",
                "metering goes on for configuration",
                Further.REPLACES),
        /** What is due of a configuration cannot be computed. */
        METERING_FAILED("configuration", "metering failed for configuration", "metering works again for configuration"),
        /** Part of an invoice was metered, and the whole went to another provider. */
        METERED_ELSEWHERE("invoice", "metered elsewhere: invoice", null),
        /** An account refuses us. */
        ACCOUNT_REFUSED(
                "delivery_method",
                "records are refused for delivery method",
                "records are taken again for delivery method"),
        /** An account asks for a pause; the newest report says until when. */
        THROTTLED("delivery_method", "a pause is asked for by delivery method", null, Further.REPLACES),
        /** A record is not confirmed and half of its window is over. */
        DEADLINE_NEAR("metering_record", "deadline near for record", null),
        /** A record is not confirmed a quarter of an hour before the end of its window. */
        DEADLINE_CLOSE("metering_record", "deadline close for record", null),
        /** Only a person can find out what became of a record. */
        SLOT_PARKED("metering_record", "parked: record", null);

        private final IncidentKind kind;

        Kind(String subjectType, String raised, @Nullable String over) {
            this(subjectType, raised, over, Further.CHANGES_NOTHING);
        }

        Kind(String subjectType, String raised, @Nullable String over, Further further) {
            kind = IncidentKind.endingByItself(name(), subjectType)
                    .further(further)
                    .logged(Level.WARN, raised, over);
        }
    }

    /** What metering asks of providers. */
    interface Accounts {
        Optional<DeliveryMethod> deliveryMethod(DeliveryMethodId id);
    }

    private final Incidents incidents;
    private final Accounts accounts;

    MeteringIncidents(Incidents incidents, Accounts accounts) {
        this.incidents = incidents;
        this.accounts = accounts;
    }

    static MeteringIncidents of(Incidents incidents, Providers providers) {
        return new MeteringIncidents(incidents, providers::deliveryMethod);
    }

    /** @return whether it was not raised before */
    public boolean raise(Kind kind, UUID subject, String detail, @Nullable Instant deadline, Instant now) {
        IncidentReport report =
                IncidentReport.of(kind.kind, subject.toString(), detail).until(deadline);
        return incidents.raise(
                switch (kind) {
                    case METERING_STOPPED, METERING_FAILED -> report.configuration(subject);
                    case ACCOUNT_REFUSED, THROTTLED -> report.account(accountName(subject), subject);
                    case METERED_ELSEWHERE, DEADLINE_NEAR, DEADLINE_CLOSE, SLOT_PARKED -> report;
                },
                now);
    }

    private @Nullable String accountName(UUID deliveryMethod) {
        DeliveryMethodId id = new DeliveryMethodId(deliveryMethod);
        return accounts.deliveryMethod(id)
                .map(found -> AccountName.of(found.accountKey(), id))
                .orElse(null);
    }

    List<UUID> open(Kind kind) {
        return incidents.openSubjects(kind.kind).stream().map(UUID::fromString).toList();
    }

    /** Of configurations that are archived: metering of them is over, and goes on no more. */
    void endArchived(Kind kind, Collection<UUID> configurations, Instant now) {
        incidents.endSaying(
                kind.kind,
                texts(configurations),
                "metering is over for good, since it is archived, for configuration",
                now);
    }

    /** Of an account that has other credentials now: nobody knows yet whether they are taken. */
    void endForOtherCredentials(DeliveryMethodId account, Instant now) {
        incidents.endSaying(
                Kind.ACCOUNT_REFUSED.kind,
                List.of(account.toString()),
                "records are tried again, with other credentials, for delivery method",
                now);
    }

    public void end(Kind kind, UUID subject, Instant now) {
        incidents.end(kind.kind, subject.toString(), now);
    }

    public void end(Kind kind, Collection<UUID> subjects, Instant now) {
        incidents.end(kind.kind, texts(subjects), now);
    }

    private static List<String> texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }
}
