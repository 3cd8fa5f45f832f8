package io.downbeat.connectors.azure;

import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnector.Readback;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What Azure is asked without metering anything: what it holds by day, and whether records would be taken. */
final class AzureReadback {
    private static final Duration DAY = Duration.ofDays(1);

    private final AzureTokens tokens;
    private final AzureSubscriptions subscriptions;
    private final AzureWire wire;

    AzureReadback(AzureTokens tokens, AzureSubscriptions subscriptions, AzureWire wire) {
        this.tokens = tokens;
        this.subscriptions = subscriptions;
        this.wire = wire;
    }

    /**
     * Azure counts by day, so this shows whole days around what is asked for. The question's own filter names the buyer's
     * Azure subscription, which is another thing than the SaaS subscription; Azure therefore lists all of the account's
     * subscriptions, once for every buyer that is asked about, and the rows are sifted here.
     */
    List<Readback> readBack(List<MarketplaceConnector.Question> questions, String dimension) {
        Map<DeliveryMethodId, Listed> listed = new HashMap<>();
        questions.stream().map(each -> each.buyer().deliveryMethod()).distinct().forEach(account -> {
            List<MarketplaceConnector.Question> ofIt = questions.stream()
                    .filter(each -> each.buyer().deliveryMethod().equals(account))
                    .toList();
            Instant from = ofIt.stream()
                    .map(AzureReadback::firstDay)
                    .min(Instant::compareTo)
                    .orElseThrow();
            Instant end = ofIt.stream()
                    .map(AzureReadback::endOfDays)
                    .max(Instant::compareTo)
                    .orElseThrow();
            listed.put(account, list(account, dimension, from, end));
        });
        return questions.stream()
                .map(each -> shown(listed.get(each.buyer().deliveryMethod()), each, dimension))
                .toList();
    }

    private static Instant firstDay(MarketplaceConnector.Question question) {
        return question.from().truncatedTo(ChronoUnit.DAYS);
    }

    private static Instant endOfDays(MarketplaceConnector.Question question) {
        return question.until().minusNanos(1).truncatedTo(ChronoUnit.DAYS).plus(DAY);
    }

    /** The account's usage by day, or why there is none to see. */
    private sealed interface Listed {
        /** @param bySubscription its id in lower case */
        record Rows(Map<String, List<JsonNode>> bySubscription) implements Listed {}

        record Not(String why) implements Listed {}
    }

    private Listed list(DeliveryMethodId account, String dimension, Instant from, Instant end) {
        return switch (tokens.of(account).result()) {
            case TokenResult.Refused(var why) -> new Listed.Not(why);
            case TokenResult.Unavailable(var why, var _) -> new Listed.Not(why);
            case TokenResult.Token token -> {
                Map<String, String> query = new LinkedHashMap<>();
                query.put("usageStartDate", from.toString());
                query.put("UsageEndDate", end.toString());
                query.put("dimension", dimension);
                yield listed(account, wire.usage(token.value(), query));
            }
        };
    }

    private Listed listed(DeliveryMethodId account, HttpResult reply) {
        if (!(reply instanceof HttpResult.Response came)) {
            return new Listed.Not("Azure did not answer: " + reply.exchange().excerpt());
        }
        if (came.status() == 401) {
            tokens.forget(account);
        }
        JsonNode rows = came.isOk() ? rows(came.body()) : null;
        if (rows == null) {
            return new Listed.Not(
                    "Azure answered " + came.status() + ": " + AzureAnswers.sentence(came.json(), "no list of usage"));
        }
        Map<String, List<JsonNode>> all = new HashMap<>();
        for (JsonNode row : rows) {
            if (day(row.path("usageDate").asString("")) == null
                    || !row.path("submittedQuantity").isNumber()) {
                return new Listed.Not("Azure's list of usage has a row that cannot be read");
            }
            all.computeIfAbsent(subscription(row), id -> new ArrayList<>()).add(row);
        }
        return new Listed.Rows(all);
    }

    private static Readback shown(@Nullable Listed listed, MarketplaceConnector.Question question, String dimension) {
        return switch (Objects.requireNonNull(listed)) {
            case Listed.Not(var why) -> new Readback.Failed(why);
            case Listed.Rows(var rows) -> {
                String id = question.buyer().keys().getOrDefault("azure_subscription_id", "");
                List<MarketplaceConnector.MeteredInterval> intervals = new ArrayList<>();
                for (JsonNode row : rows.getOrDefault(id.toLowerCase(Locale.ROOT), List.of())) {
                    Instant day =
                            Objects.requireNonNull(day(row.path("usageDate").asString("")));
                    if (row.path("dimension").asString("").equals(dimension)
                            && !day.isBefore(firstDay(question))
                            && day.isBefore(endOfDays(question))) {
                        intervals.add(interval(day, row));
                    }
                }
                yield new Readback.Readings(intervals);
            }
        };
    }

    private static String subscription(JsonNode row) {
        String resource = row.path("usageResourceId").asString("");
        String named = resource.isEmpty() ? row.path("azureSubscriptionId").asString("") : resource;
        return named.toLowerCase(Locale.ROOT);
    }

    /** What is submitted is held; once Azure has worked it off, what it made of it counts. */
    private static MarketplaceConnector.MeteredInterval interval(Instant day, JsonNode row) {
        String status = row.path("reconStatus").asString("");
        JsonNode processed = row.path("processedQuantity");
        JsonNode counts =
                status.equals("Submitted") || !processed.isNumber() ? row.path("submittedQuantity") : processed;
        BigDecimal quantity = counts.decimalValue().setScale(0, RoundingMode.DOWN);
        return new MarketplaceConnector.MeteredInterval(day, day.plus(DAY), quantity.longValue(), status, null);
    }

    private static @Nullable JsonNode rows(String body) {
        try {
            JsonNode rows = Json.read(body);
            return rows != null && rows.isArray() ? rows : null;
        } catch (JacksonException torn) {
            return null;
        }
    }

    private static @Nullable Instant day(String text) {
        try {
            return Instant.parse(text.endsWith("Z") ? text : text + "Z").truncatedTo(ChronoUnit.DAYS);
        } catch (DateTimeException noDay) {
            return null;
        }
    }

    Point credentials(DeliveryMethodId account) {
        return credentials(newToken(account));
    }

    private static Point credentials(TokenResult result) {
        return result.credentials("Azure gave a token for the metering API");
    }

    /** The credentials are what is asked about, not a token that they once got. */
    private TokenResult newToken(DeliveryMethodId account) {
        tokens.forget(account);
        return tokens.of(account).result();
    }

    List<Point> preflight(Preflight question) {
        List<Point> points = new ArrayList<>();
        DeliveryMethodId account = question.configuration().deliveryMethodId();
        TokenResult result = newToken(account);
        points.add(credentials(result));
        if (result instanceof TokenResult.Token token) {
            points.addAll(subscription(account, token.value(), question));
        }
        points.addAll(question.dollarsOnly());
        return points;
    }

    private List<Point> subscription(DeliveryMethodId account, String token, Preflight question) {
        String id = question.configuration().value("azure_subscription_id");
        if (id == null) {
            return List.of(new Point("customer", Verdict.FAILED, "it names no azure_subscription_id"));
        }
        return switch (subscriptions.ask(account, token, id)) {
            case AzureSubscriptions.Lookup.Plan(var plan) ->
                List.of(
                        new Point("customer", Verdict.OK, "the SaaS subscription " + id + " is Subscribed"),
                        new Point("plan", Verdict.OK, "its plan is " + plan + "; it needs the dimension usage_fee"));
            case AzureSubscriptions.Lookup.Without(RecordAnswer.Refused(var _, var why)) ->
                List.of(new Point("customer", Verdict.FAILED, why));
            case AzureSubscriptions.Lookup.Without(RecordAnswer.AccountRefused(var _, var why, var _)) ->
                List.of(new Point("customer", Verdict.FAILED, "Azure refuses this application: " + why));
            case AzureSubscriptions.Lookup.Without(var answer) ->
                List.of(new Point("customer", Verdict.UNKNOWN, "Azure gave no usable answer: " + answer));
            case AzureSubscriptions.Lookup.TokenRefused(var why) -> {
                tokens.forget(account);
                yield List.of(new Point("credentials", Verdict.FAILED, "Azure refused the token: " + why));
            }
        };
    }
}
