package io.downbeat.connectors.gcp;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.providers.DeliveryMethodId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Whether records would be taken: token, entitlement, and a check of the consumer. Reports nothing. */
final class GcpPreflight {
    private final AccountKeys accounts;
    private final GcpTokens tokens;
    private final GcpEntitlements entitlements;
    private final GcpWire wire;
    private final InstantSource clock;

    GcpPreflight(
            AccountKeys accounts, GcpTokens tokens, GcpEntitlements entitlements, GcpWire wire, InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.entitlements = entitlements;
        this.wire = wire;
        this.clock = clock;
    }

    Point credentials(DeliveryMethodId account) {
        return credentials(newToken(account));
    }

    private static Point credentials(TokenResult result) {
        return result.credentials("Google gave a token");
    }

    /** The credentials are what is asked about, not a token that they once got. */
    private TokenResult newToken(DeliveryMethodId account) {
        tokens.forget(account);
        return tokens.of(account).result();
    }

    List<Point> points(Preflight question) {
        List<Point> points = new ArrayList<>();
        DeliveryMethodId account = question.configuration().deliveryMethodId();
        TokenResult result = newToken(account);
        points.add(credentials(result));
        if (result instanceof TokenResult.Token token) {
            points.addAll(buyer(account, token.value(), question));
        }
        points.addAll(question.dollarsOnly());
        return points;
    }

    private List<Point> buyer(DeliveryMethodId account, String token, Preflight question) {
        String provider = accounts.of(account).getOrDefault("gcp_provider_id", "");
        String entitlement = question.configuration().value("gcp_entitlement_id");
        if (entitlement == null) {
            return List.of(new Point("customer", Verdict.FAILED, "it names no gcp_entitlement_id"));
        }
        return switch (entitlements.ask(account, token, provider, GcpEntitlements.id(entitlement))) {
            case GcpEntitlements.Lookup.Without(var why) -> List.of(point("customer", why));
            case GcpEntitlements.Lookup.Consumer(var consumer, var state) ->
                List.of(
                        new Point(
                                "customer",
                                Verdict.OK,
                                "the entitlement is " + state + " and usage is reported for " + consumer),
                        check(token, question, consumer));
        };
    }

    private Point check(String token, Preflight question, String consumer) {
        String service = Objects.requireNonNullElse(question.configuration().value("gcp_service_name"), "");
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", UUID.randomUUID());
        operation.put("operationName", "preflight");
        operation.put("consumerId", consumer);
        operation.put("startTime", clock.instant().toString());
        return GcpAnswers.check(wire.check(token, service, operation))
                .map(obstacle -> point("service", obstacle))
                .orElseGet(() -> new Point("service", Verdict.OK, "Service Control would take records of " + service));
    }

    private static Point point(String name, RecordAnswer obstacle) {
        return switch (obstacle) {
            case RecordAnswer.Refused(var code, var why) -> new Point(name, Verdict.FAILED, code + ": " + why);
            case RecordAnswer.AccountRefused(var code, var why, var _) ->
                new Point(name, Verdict.FAILED, "Google refuses this account: " + code + ", " + why);
            case RecordAnswer.Throttled(var why, var _) -> new Point(name, Verdict.UNKNOWN, why);
            default -> new Point(name, Verdict.UNKNOWN, "Google gave no clear answer; ask again in a minute");
        };
    }
}
