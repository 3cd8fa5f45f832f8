package io.downbeat.connectors.gcp;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.ProviderPace;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Straight to Service Control of Google Cloud. */
final class GcpConnector implements MarketplaceConnector {
    private static final int REQUESTS_PER_SECOND = 5;

    private static final Duration HOUR = Duration.ofHours(1);

    private final AccountKeys accounts;
    private final GcpTokens tokens;
    private final GcpEntitlements entitlements;
    private final GcpReach reach;
    private final GcpChecks checks;
    private final GcpWire wire;
    private final GcpSettings settings;
    private final GcpPreflight looks;

    private GcpConnector(
            AccountKeys accounts, GcpTokens tokens, GcpWire wire, GcpSettings settings, InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.wire = wire;
        this.settings = settings;
        this.reach = new GcpReach(wire);
        this.checks = new GcpChecks(wire, reach, clock);
        this.entitlements = new GcpEntitlements(wire, reach);
        this.looks = new GcpPreflight(accounts, tokens, entitlements, wire, clock);
    }

    /** @param toReport the longest that one report may take */
    static GcpConnector to(GcpSettings settings, AccountKeys accounts, InstantSource clock, Duration toReport) {
        GcpWire wire = new GcpWire(settings, toReport);
        return new GcpConnector(accounts, new GcpTokens(accounts, wire, clock), wire, settings, clock);
    }

    @Override
    public String destination() {
        return "Google Cloud Marketplace";
    }

    @Override
    public boolean leadsTo(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.GCP_MARKETPLACE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Duration lateWindow() {
        return settings.meteringWindow();
    }

    /** The metric's value is an int64. */
    @Override
    public long mostPerRecord() {
        return Long.MAX_VALUE;
    }

    /** One operation a call, as Google advises: a failed call leaves open which of several were taken. */
    @Override
    public int batchLimit() {
        return 1;
    }

    @Override
    public DisabledNotification disabledNotification() {
        return new DisabledNotification(
                "gcp",
                List.of(
                        DisabledNotification.Property.of("gcp_usage_reporting_id"),
                        DisabledNotification.Property.of("gcp_entitlement_id"),
                        DisabledNotification.Property.of("gcp_service_name")));
    }

    /** Far below what Google documents for a service. */
    @Override
    public int requestsPerSecond() {
        return ProviderPace.at(settings.serviceControl(), "googleapis.com", REQUESTS_PER_SECOND);
    }

    /**
     * A federated token takes three questions, then the entitlement, the check and the report. What a refusal has to be
     * asked besides is asked as long as the lease has time for it.
     */
    @Override
    public Duration patience() {
        return GcpWire.TO_ASK.multipliedBy(5).plus(GcpWire.TO_REPORT);
    }

    @Override
    public Address addressOf(Map<String, String> keys) {
        String service = keys.get("gcp_service_name");
        String entitlement = keys.get("gcp_entitlement_id");
        if (service == null || entitlement == null || !keys.containsKey("gcp_provider_id")) {
            throw new UnmeterableConfiguration(
                    "it needs gcp_service_name and gcp_entitlement_id, and its delivery method a gcp_provider_id");
        }
        return new Address(
                "", service, "gcp/" + service.toLowerCase(Locale.ROOT) + "/" + GcpEntitlements.id(entitlement));
    }

    @Override
    public Map<String, String> namesFromAnswers(DeliveryMethodId account, Map<String, String> keys) {
        return entitlements
                .lastTold(account, GcpEntitlements.id(keys.getOrDefault("gcp_entitlement_id", "")))
                .map(consumer -> Map.of("gcp_usage_reporting_id", consumer))
                .orElse(Map.of());
    }

    /** Without the consumer, see the package. */
    @Override
    public String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity) {
        String service = address.batchKey();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", UuidV5.of(UuidV5.RECORDS, address.buyerKey() + " " + dimension + " " + hour));
        operation.put("operationName", dimension + " hourly");
        operation.put("startTime", hour.toString());
        operation.put("endTime", hour.plus(HOUR).toString());
        operation.put(
                "metricValueSets",
                List.of(Map.of(
                        "metricName",
                        service + "/" + dimension,
                        "metricValues",
                        List.of(Map.of("int64Value", String.valueOf(quantity))))));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("entitlement", GcpEntitlements.id(keys.getOrDefault("gcp_entitlement_id", "")));
        record.put("operation", operation);
        return Json.write(record);
    }

    @Override
    public BatchAnswer send(List<FrozenRecord> records) {
        FrozenRecord record = records.getFirst();
        DeliveryMethodId account = record.deliveryMethod();
        AccessTokens.UsedToken given = tokens.of(account);
        BatchAnswer answer = switch (given.result()) {
            case TokenResult.Token token -> send(token.value(), record);
            case TokenResult.Refused(var why) -> unsent(new RecordAnswer.AccountRefused("TokenRefused", why));
            case TokenResult.Unavailable(var why, var wait) -> unsent(new RecordAnswer.Throttled(why, wait));
        };
        return afterTokenTrouble(account, given.isNew(), answer);
    }

    /** A token from memory may just be old: that is no refusal of the account yet, and nothing was billed. */
    private BatchAnswer afterTokenTrouble(DeliveryMethodId account, boolean isNew, BatchAnswer answer) {
        if (answer instanceof BatchAnswer.All(RecordAnswer.AccountRefused(var code, var why, var _), var receipt)) {
            tokens.forget(account);
            if (!isNew && code.equals(GcpAnswers.TOKEN_REFUSED)) {
                return new BatchAnswer.All(new RecordAnswer.Throttled("the token was refused: " + why), receipt);
            }
        }
        return answer;
    }

    private BatchAnswer send(String token, FrozenRecord record) {
        JsonNode frozen = Json.read(record.payload());
        String entitlement = frozen.path("entitlement").asString("");
        String provider = accounts.of(record.deliveryMethod()).getOrDefault("gcp_provider_id", "");
        return switch (entitlements.of(record.deliveryMethod(), token, provider, entitlement)) {
            case GcpEntitlements.Lookup.Without(var why) -> unsent(why);
            case GcpEntitlements.Lookup.Consumer(var consumer, var _) -> {
                BatchAnswer answer = report(token, record, (ObjectNode) frozen.path("operation"), consumer);
                if (answer instanceof BatchAnswer.All(RecordAnswer.Refused _, var _)) {
                    entitlements.forget(record.deliveryMethod(), entitlement);
                }
                yield answer;
            }
        };
    }

    private BatchAnswer report(String token, FrozenRecord record, ObjectNode operation, String consumer) {
        operation.put("consumerId", consumer);
        String service = record.batchKey();
        ObjectNode question = operation.deepCopy();
        question.remove("metricValueSets");
        Optional<RecordAnswer> obstacle = checks.obstacle(record.deliveryMethod(), token, service, consumer, question);
        if (obstacle.isPresent()) {
            return unsent(obstacle.get());
        }
        BatchAnswer answer = GcpAnswers.report(
                wire.report(token, service, List.of(operation)),
                operation.path("operationId").asString(""));
        return answer instanceof BatchAnswer.All(RecordAnswer.AccountRefused refused, var receipt)
                ? new BatchAnswer.All(
                        reach.ofConsumer(record.deliveryMethod(), token, service, consumer, refused), receipt)
                : answer;
    }

    private static BatchAnswer unsent(RecordAnswer answer) {
        return new BatchAnswer.All(answer, BatchAnswer.Receipt.NONE);
    }

    @Override
    public Readback readBack(Buyer buyer, String dimension, Instant from, Instant until) {
        return new Readback.CannotAsk(
                "Google does not show the usage that it was told; compare with the usage and charges"
                        + " reports in its Producer Portal, which count by day");
    }

    @Override
    public Preflight.Point credentials(DeliveryMethodId account) {
        return looks.credentials(account);
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return looks.points(question);
    }
}
