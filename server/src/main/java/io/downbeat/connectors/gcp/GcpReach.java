package io.downbeat.connectors.gcp;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.DeliveryMethodId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom a 403 is about. Google says PERMISSION_DENIED of an account without rights as of a single entitlement that is
 * another partner's, and often gives no detail. Where the same token is let through to anybody else in that moment, it is
 * this one buyer's matter, and must not hold up the account; else it is the account's. One 403 in between is no word on a
 * buyer yet: it counts as one when it was said three times in a row.
 */
final class GcpReach {
    private record Service(DeliveryMethodId account, String name) {}

    private record Buyer(DeliveryMethodId account, String name) {}

    /** A question that Google answered, to be asked again. */
    private record Passed(String consumer, Object operation) {}

    private static final int BELIEVED = 3;

    private final GcpWire wire;
    /** How often in a row the buyer was refused while others were not. */
    private final Map<Buyer, Integer> refused = new ConcurrentHashMap<>();

    private final Map<DeliveryMethodId, String> entitlements = new ConcurrentHashMap<>();
    private final Map<Service, Passed> checks = new ConcurrentHashMap<>();

    GcpReach(GcpWire wire) {
        this.wire = wire;
    }

    /** The account could read this entitlement. */
    void sees(DeliveryMethodId account, String entitlement) {
        entitlements.put(account, entitlement);
        refused.remove(new Buyer(account, entitlement));
    }

    /** The account could have this consumer of a service checked. */
    void checks(DeliveryMethodId account, String service, String consumer, Object operation) {
        checks.put(new Service(account, service), new Passed(consumer, operation));
        refused.remove(new Buyer(account, consumer));
    }

    RecordAnswer ofEntitlement(
            DeliveryMethodId account, String token, String provider, String entitlement, RecordAnswer answer) {
        if (!isOpen(answer)) {
            return answer;
        }
        String other = entitlements.get(account);
        boolean seesOthers =
                other != null && !other.equals(entitlement) && isOk(wire.entitlement(token, provider, other));
        return seesOthers || isOk(wire.entitlements(token, provider))
                ? ofThisBuyer(new Buyer(account, entitlement), answer)
                : answer;
    }

    RecordAnswer ofConsumer(
            DeliveryMethodId account, String token, String service, String consumer, RecordAnswer answer) {
        Passed other = checks.get(new Service(account, service));
        boolean isOurs = isOpen(answer)
                && other != null
                && !other.consumer().equals(consumer)
                && isOk(wire.check(token, service, other.operation()));
        return isOurs ? ofThisBuyer(new Buyer(account, consumer), answer) : answer;
    }

    private static boolean isOpen(RecordAnswer answer) {
        return answer instanceof RecordAnswer.AccountRefused(var code, var _, var _) && code.equals(GcpAnswers.DENIED);
    }

    private static boolean isOk(HttpResult reply) {
        return reply instanceof HttpResult.Response came && came.isOk();
    }

    private RecordAnswer ofThisBuyer(Buyer buyer, RecordAnswer answer) {
        if (!(answer instanceof RecordAnswer.AccountRefused(var code, var why, var _))) {
            return answer;
        }
        String said = "Google lets this account see other buyers, but not " + buyer.name() + ": " + why;
        return refused.merge(buyer, 1, Integer::sum) < BELIEVED
                ? new RecordAnswer.Throttled(said)
                : new RecordAnswer.Refused(code, said);
    }
}
