package io.downbeat.usage.kafka;

import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.IncidentReport.Subject;
import io.downbeat.incidents.Incidents;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands still between Kafka and the database, told to people: at once in the log and then every few minutes, and as an
 * incident that ends by itself. A sentence names classes of failures and what is set, never what a failure says: it may quote
 * a credential.
 */
final class KafkaIncidents {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaIncidents.class);
    private static final long SAID_AGAIN_NANOS = Duration.ofMinutes(5).toNanos();
    private static final IncidentKind STANDS_STILL = IncidentKind.endingByItself("KAFKA_STANDS_STILL", "topic");
    private static final IncidentKind RECORDS_GONE =
            IncidentKind.forAPerson("KAFKA_RECORDS_GONE", "partition").further(IncidentKind.Further.IS_ADDED);
    private static final IncidentKind REFUSED_NOT_KEPT =
            IncidentKind.forAPerson("KAFKA_REFUSED_NOT_KEPT", "topic").further(IncidentKind.Further.CHANGES_NOTHING);

    /** The two ends. */
    enum End {
        BROKER,
        DATABASE
    }

    private record Said(String why, long at) {}

    private static final Said WELL = new Said("", 0);

    private final Incidents incidents;
    private final KafkaSettings settings;
    private final InstantSource clock;
    /** What each end suffers from; absent where that is not known yet. */
    private final Map<End, Said> said = new EnumMap<>(End.class);

    KafkaIncidents(Incidents incidents, KafkaSettings settings, InstantSource clock) {
        this.incidents = incidents;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param why a sentence of ours, on what to do as well */
    void standsStill(End end, String why) {
        Said before = said.get(end);
        if (before != null && before.why().equals(why) && System.nanoTime() - before.at() < SAID_AGAIN_NANOS) {
            return;
        }
        LOG.warn("nothing is read from the topic {}: {}", settings.topic(), why);
        said.put(end, new Said(why, System.nanoTime()));
        tell(() -> incidents.raise(
                IncidentReport.of(
                        STANDS_STILL,
                        subject(end),
                        "nothing is read from the topic " + settings.topic() + ": " + why
                                + ". It is tried again all the time, nothing is lost meanwhile as long as the topic"
                                + " keeps its records, and this ends by itself"),
                clock.instant()));
    }

    /** Also ends what a server raised that is gone by now. */
    void goes(End end) {
        Said before = said.get(end);
        if (WELL.equals(before)) {
            return;
        }
        if (before != null) {
            LOG.info("the topic {} is read again", settings.topic());
        }
        if (tell(() -> incidents.end(STANDS_STILL, subject(end), Incidents.OVER, clock.instant()))) {
            said.put(end, WELL);
        }
    }

    private Subject subject(End end) {
        return new Subject(settings.topic(), end.name().toLowerCase(Locale.ROOT));
    }

    /** Records that were removed from the topic before they were read. */
    void gone(int partition, long from, long until) {
        String which = settings.topic() + "-" + partition;
        String why =
                "the records " + from + " to " + (until - 1) + " of " + which + " were removed by the broker before"
                        + " they were read; have them sent again, and let the topic keep its records for longer";
        LOG.error(why);
        tell(() -> incidents.raise(IncidentReport.of(RECORDS_GONE, which, why), clock.instant()));
    }

    /** A refused record that is nowhere but in the topic it came in. */
    void notKept(String where, String failure) {
        String why = "the record at " + where + " cannot be taken, nor be put into " + settings.rejectedTopic() + " ("
                + failure
                + "); make that topic, or let this server write to it. Until the topic drops it the record is to"
                + " be found where it came in; the log names each that follows";
        LOG.error(why);
        tell(() -> incidents.raise(IncidentReport.of(REFUSED_NOT_KEPT, settings.topic(), why), clock.instant()));
    }

    /** A database that is away must not keep anybody from reading on. */
    private static boolean tell(Runnable news) {
        try {
            news.run();
            return true;
        } catch (RuntimeException untold) {
            LOG.warn("how the reading from Kafka fares could not be written down", untold);
            return false;
        }
    }
}
