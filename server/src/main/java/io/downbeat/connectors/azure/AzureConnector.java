package io.downbeat.connectors.azure;

import io.downbeat.connectors.azure.AzureSubscriptions.Lookup;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Straight to the metering API of Azure Marketplace. */
final class AzureConnector implements MarketplaceConnector {
    private static final int REQUESTS_PER_SECOND = 5;

    private static final int BATCH = 25;
    /** Plans are read one after the other, so as not to flood Azure; what is not read by then comes again. */
    private static final Duration FOR_PLANS = Duration.ofSeconds(6);

    private final AzureTokens tokens;
    private final AzureSubscriptions subscriptions;
    private final AzureWire wire;
    private final AzureReadback looks;
    private final AzureSettings settings;

    private AzureConnector(AzureTokens tokens, AzureWire wire, AzureSettings settings) {
        this.tokens = tokens;
        this.wire = wire;
        this.settings = settings;
        this.subscriptions = new AzureSubscriptions(wire);
        this.looks = new AzureReadback(tokens, subscriptions, wire);
    }

    /** @param toMeter the longest that one metering request may take */
    static AzureConnector to(AzureSettings settings, AccountKeys accounts, InstantSource clock, Duration toMeter) {
        AzureWire wire = new AzureWire(settings, toMeter);
        return new AzureConnector(new AzureTokens(accounts, wire, clock), wire, settings);
    }

    @Override
    public String destination() {
        return "Azure Marketplace";
    }

    @Override
    public boolean leadsTo(BillingProvider provider, DeliveryMethodType method) {
        return provider == BillingProvider.AZURE_MARKETPLACE && method == DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER;
    }

    @Override
    public Duration lateWindow() {
        return settings.meteringWindow();
    }

    /** Azure documents no limit; its quantity is a double, and above this one not every whole number is one. */
    @Override
    public long mostPerRecord() {
        return 9_007_199_254_740_991L;
    }

    @Override
    public int batchLimit() {
        return BATCH;
    }

    @Override
    public DisabledNotification disabledNotification() {
        return new DisabledNotification(
                "azure", List.of(new DisabledNotification.Property("subscription_id", "azure_subscription_id")));
    }

    /** Microsoft documents none; what AWS is asked is no burden to anybody. */
    @Override
    public int requestsPerSecond() {
        return ProviderPace.at(settings.apiBase(), "microsoft.com", REQUESTS_PER_SECOND);
    }

    /** A token, plans until their time is up and one more, one metering request. */
    @Override
    public Duration patience() {
        return AzureWire.TO_ASK.multipliedBy(2).plus(FOR_PLANS).plus(AzureWire.TO_METER);
    }

    @Override
    public Address addressOf(Map<String, String> keys) {
        String subscription = keys.get("azure_subscription_id");
        if (subscription == null) {
            throw new UnmeterableConfiguration("it names no azure_subscription_id");
        }
        return new Address("", "", "azure/" + subscription.toLowerCase(Locale.ROOT));
    }

    /** Without the plan, see the package. */
    @Override
    public String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("resourceId", keys.get("azure_subscription_id"));
        event.put("dimension", dimension);
        event.put("quantity", quantity);
        event.put("effectiveStartTime", hour.toString());
        return Json.write(event);
    }

    @Override
    public BatchAnswer send(List<FrozenRecord> records) {
        DeliveryMethodId account = records.getFirst().deliveryMethod();
        AccessTokens.UsedToken given = tokens.of(account);
        BatchAnswer answer = switch (given.result()) {
            case TokenResult.Token token -> send(account, token.value(), records);
            case TokenResult.Refused(var why) -> all(new RecordAnswer.AccountRefused("TokenRefused", why));
            case TokenResult.Unavailable(var why, var wait) -> all(new RecordAnswer.Throttled(why, wait));
        };
        return afterTokenTrouble(account, given.isNew(), answer);
    }

    /** A token from memory may just be old: that is no refusal of the account yet, and nothing was billed. */
    private BatchAnswer afterTokenTrouble(DeliveryMethodId account, boolean isNew, BatchAnswer answer) {
        if (answer instanceof BatchAnswer.All(RecordAnswer.AccountRefused(var code, var why, var _), var receipt)) {
            tokens.forget(account);
            if (!isNew && code.equals("Http401")) {
                return new BatchAnswer.All(new RecordAnswer.Throttled("the token was refused: " + why), receipt);
            }
        }
        return answer;
    }

    private BatchAnswer send(DeliveryMethodId account, String token, List<FrozenRecord> records) {
        Map<UUID, RecordAnswer> unsent = new HashMap<>();
        Map<UUID, RecordAnswer.AccountRefused> forbidden = new HashMap<>();
        List<Planned> ready = new ArrayList<>();
        long began = System.nanoTime();
        for (FrozenRecord record : records) {
            switch (plan(account, token, resource(record), began)) {
                case Lookup.Plan plan -> ready.add(new Planned(record, plan));
                case Lookup.Without(RecordAnswer.AccountRefused refused) -> forbidden.put(record.id(), refused);
                case Lookup.Without(var why) -> unsent.put(record.id(), why);
                case Lookup.TokenRefused(var why) -> {
                    return all(new RecordAnswer.AccountRefused("Http401", why));
                }
            }
        }
        if (forbidden.size() == records.size()) {
            return all(forbidden.values().iterator().next());
        }
        forbidden.forEach((id, refused) -> unsent.put(id, ofAnotherApplication(refused)));
        return ready.isEmpty()
                ? new BatchAnswer.Each(unsent, BatchAnswer.Receipt.NONE)
                : judged(account, ready, unsent, meter(token, ready));
    }

    /**
     * Azure says 403 also of the one subscription whose offer another application published. Where it lets us see others,
     * that is this buyer's matter, and must not hold up the account.
     */
    private static RecordAnswer ofAnotherApplication(RecordAnswer.AccountRefused refused) {
        return new RecordAnswer.Refused("ResourceNotAuthorized", refused.message());
    }

    /** A record about to leave, with the plan that it will name. */
    private record Planned(FrozenRecord record, Lookup.Plan plan) {
        ObjectNode event() {
            return ((ObjectNode) Json.read(record.payload())).put("planId", plan.id());
        }
    }

    private Lookup plan(DeliveryMethodId account, String token, String subscription, long began) {
        boolean inTime = System.nanoTime() - began < FOR_PLANS.toNanos();
        return inTime || subscriptions.isKnown(account, subscription)
                ? subscriptions.of(account, token, subscription)
                : new Lookup.Without(new RecordAnswer.Unprocessed());
    }

    private BatchAnswer meter(String token, List<Planned> ready) {
        FrozenRecord first = ready.getFirst().record();
        if (ready.size() == 1) {
            String event = Json.write(ready.getFirst().event());
            return AzureAnswers.one(wire.meter(token, "/api/usageEvent", first.id(), event), first);
        }
        String batch =
                Json.write(Map.of("request", ready.stream().map(Planned::event).toList()));
        return AzureAnswers.batch(
                wire.meter(token, "/api/batchUsageEvent", first.id(), batch),
                ready.stream().map(Planned::record).toList());
    }

    /** Joins what was sent with what was not. Only the whole account's refusal speaks for all. */
    private BatchAnswer judged(
            DeliveryMethodId account, List<Planned> ready, Map<UUID, RecordAnswer> unsent, BatchAnswer sent) {
        Map<UUID, RecordAnswer> answers = new HashMap<>(unsent);
        switch (sent) {
            case BatchAnswer.OneIsBad bad -> {
                return bad;
            }
            case BatchAnswer.All(RecordAnswer.AccountRefused _, var _) -> {
                return sent;
            }
            case BatchAnswer.All(var answer, var _) ->
                ready.forEach(each -> answers.put(each.record().id(), answer));
            case BatchAnswer.Each(var each, var _) -> {
                answers.putAll(each);
                ready.forEach(planned -> answers.computeIfPresent(
                        planned.record().id(), (id, answer) -> underPlan(account, planned, answer)));
            }
        }
        return new BatchAnswer.Each(answers, sent.receipt());
    }

    /** The first refusal of a plan is none yet: the plan is read anew, and the record goes out once more. */
    private RecordAnswer underPlan(DeliveryMethodId account, Planned planned, RecordAnswer answer) {
        String subscription = resource(planned.record());
        if (answer instanceof RecordAnswer.Accepted) {
            subscriptions.accepted(account, subscription);
        }
        if (!(answer instanceof RecordAnswer.Refused(var code, var _))) {
            return answer;
        }
        boolean isAboutPlan = code.equals("InvalidDimension") || code.equals("BadArgument");
        if (!isAboutPlan) {
            subscriptions.forget(account, subscription);
            return answer;
        }
        return subscriptions.isRefusedAgain(
                        account, subscription, planned.plan().id())
                ? answer
                : new RecordAnswer.Unprocessed();
    }

    private static String resource(FrozenRecord record) {
        return Json.read(record.payload()).path("resourceId").asString("");
    }

    private static BatchAnswer all(RecordAnswer answer) {
        return new BatchAnswer.All(answer, BatchAnswer.Receipt.NONE);
    }

    @Override
    public Readback readBack(Buyer buyer, String dimension, Instant from, Instant until) {
        return readBack(List.of(new Question(buyer, from, until)), dimension).getFirst();
    }

    @Override
    public List<Readback> readBack(List<Question> questions, String dimension) {
        return looks.readBack(questions, dimension);
    }

    @Override
    public Preflight.Point credentials(DeliveryMethodId account) {
        return looks.credentials(account);
    }

    @Override
    public List<Preflight.Point> preflight(Preflight question) {
        return looks.preflight(question);
    }
}
