package io.downbeat.metering;

import io.downbeat.outbound.Preflight;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way on which metering records reach a marketplace: directly or through Tackle. One implementation each;
 * the ledger above it is the same for all.
 */
public interface MarketplaceConnector {
    /** The one usage dimension of every listing: a unit of it costs a cent (providers.md 3). */
    String DIMENSION = "usage_fee";

    /** As people call it, such as {@code AWS Marketplace}. */
    String destination();

    boolean leadsTo(BillingProvider provider, DeliveryMethodType method);

    /** How long after an hour's start the marketplace takes its record; at the end of it no more. */
    Duration lateWindow();

    /** At this moment the marketplace takes the hour's record no more; never later than its {@link #lateWindow()}. */
    default Instant takenUntil(Instant hour) {
        return hour.plus(lateWindow());
    }

    /** What one record of this marketplace holds at most, in cents; more is split over several hours. */
    long mostPerRecord();

    /** How many records of one batch key fit into one request. */
    int batchLimit();

    /**
     * Where records of a configuration go.
     *
     * @param keys the configuration's keys and, for what it does not name, the delivery method's
     * @throws UnmeterableConfiguration if a key is missing without which nothing can be metered
     */
    Address addressOf(Map<String, String> keys);

    /**
     * Every name under which other configurations may know the same buyer. Whoever shares one shares the buyer's hours,
     * so that no hour is metered by two connectors. None: {@link Address#buyerKey()} alone tells buyers apart.
     */
    default Set<String> buyerNames(Map<String, String> keys) {
        return Set.of();
    }

    /**
     * Names of a buyer that the configuration lacks and an earlier answer of the marketplace held, as its notifications call
     * them. From memory: no request is made.
     */
    default Map<String, String> namesFromAnswers(DeliveryMethodId account, Map<String, String> keys) {
        return Map.of();
    }

    /** The notification to the account's webhooks that a buyer of this marketplace is metered no more (domain.md C.7). */
    DisabledNotification disabledNotification();

    /** The record's bytes; they never change afterwards. */
    String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity);

    /**
     * Sends the frozen records once and returns what came back. Never throws for anything a network or a provider does.
     * Gives up within {@link #patience()}.
     */
    BatchAnswer send(List<FrozenRecord> records);

    /**
     * Asks an intermediary whether a record that it took is metered by now: {@link RecordAnswer.Accepted} only if it says so,
     * {@link RecordAnswer.Submitted} while it is not. Changes nothing. Only connectors that answer {@code Submitted} are asked.
     *
     * @param reference the intermediary's id of it, if it gave one
     */
    default RecordAnswer read(FrozenRecord record, @Nullable String reference) {
        return new RecordAnswer.NoAnswer("this marketplace cannot be asked for one record");
    }

    /**
     * What the marketplace shows as metered for one buyer in [{@code from}, {@code until}). Reads only. Whoever
     * cannot be asked says where a person can look.
     *
     * @param from whole hours; a marketplace that counts by day shows whole days around them
     */
    Readback readBack(Buyer buyer, String dimension, Instant from, Instant until);

    /**
     * {@link #readBack(Buyer, String, Instant, Instant)} for many buyers of one account, in their order. A marketplace
     * that shows all of an account's buyers in one list is asked for that list once.
     */
    default List<Readback> readBack(List<Question> questions, String dimension) {
        return questions.stream()
                .map(each -> readBack(each.buyer(), dimension, each.from(), each.until()))
                .toList();
    }

    /** Whether the marketplace takes the account's credentials, asked now by a harmless read. Meters nothing. */
    Preflight.Point credentials(DeliveryMethodId account);

    /**
     * Looks whether records of this configuration would be taken: credentials, subscription, currency. Meters nothing.
     */
    List<Preflight.Point> preflight(Preflight question);

    /** Requests a second that one account takes in one region; never reached where something stands in for it. */
    int requestsPerSecond();

    /** The longest that {@link #send} may take; less than a lease. */
    Duration patience();

    /**
     * @param region part of the natural key where a marketplace keeps its records by region, else empty
     * @param batchKey records with the same one may share a request, such as a product code
     * @param buyerKey whom the marketplace bills, in its own terms and unique over all marketplaces
     */
    record Address(String region, String batchKey, String buyerKey) {}

    /** @param marketplace as the notification's type calls it: {@code aws} */
    record DisabledNotification(String marketplace, List<Property> properties) {
        public DisabledNotification {
            properties = List.copyOf(properties);
        }

        /** @param key what the configuration, or the marketplace, calls it */
        public record Property(String name, String key) {
            public static Property of(String name) {
                return new Property(name, name);
            }
        }
    }

    /** @param keys the configuration's keys and, for what it does not name, the delivery method's */
    record Buyer(DeliveryMethodId deliveryMethod, Address address, Map<String, String> keys) {}

    /** What was metered for one buyer in [{@code from}, {@code until}): whole hours. */
    record Question(Buyer buyer, Instant from, Instant until) {}

    /** What a marketplace shows of what was metered. */
    sealed interface Readback {
        /** Stretches that hold something; what lies between them holds nothing. */
        record Readings(List<MeteredInterval> intervals) implements Readback {}

        record CannotAsk(String why) implements Readback {}

        record Failed(String why) implements Readback {
            public Failed {
                why = SecretMask.of(why);
            }
        }
    }

    /**
     * @param from inclusive
     * @param until exclusive: an hour or a day after it
     * @param quantity cents
     * @param status the marketplace's own word
     */
    record MeteredInterval(
            Instant from,
            Instant until,
            long quantity,
            String status,
            @Nullable String reference) {}

    /** The configuration cannot be metered; the message says which key is missing. */
    final class UnmeterableConfiguration extends RuntimeException {
        public UnmeterableConfiguration(String message) {
            super(message, null, false, false);
        }
    }
}
