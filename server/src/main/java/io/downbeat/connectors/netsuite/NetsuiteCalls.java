package io.downbeat.connectors.netsuite;

import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Answer.Exchange;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * One request to NetSuite at a time, within a deadline, never repeated by itself, except once with a new token when the
 * old one is not taken any more: that answer is certainly without effect.
 *
 * <p>NetSuite limits how many requests of an account are under way, whoever sent them. So a semaphore for each account
 * stands here, where deliveries, status looks, inventories and pre-flights all pass.
 */
final class NetsuiteCalls {
    static final String REQUEST_ID = "X-NetSuite-OperationId";
    static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

    /** Whom a request speaks for. */
    record Caller(DeliveryMethodId method, String account) {}

    /** What came of a request that needs a token first. */
    sealed interface NetsuiteResponse {
        record Answered(HttpResult reply) implements NetsuiteResponse {}

        /** It never left: no token, or no place. */
        record Barred(Answer answer) implements NetsuiteResponse {}
    }

    private final NetsuiteSettings settings;
    private final NetsuiteTokens tokens;
    private final ProviderHttp http = new ProviderHttp(DEADLINE, REQUEST_ID);
    private final Map<DeliveryMethodId, Semaphore> places = new ConcurrentHashMap<>();

    NetsuiteCalls(NetsuiteSettings settings, NetsuiteTokens tokens) {
        this.settings = settings;
        this.tokens = tokens;
    }

    /** Other credentials may be in place: buy a token with what there is by now. */
    void forgetToken(DeliveryMethodId method) {
        tokens.forget(method);
    }

    /** @param record below {@code /record/v1/}, encoded */
    NetsuiteResponse get(Caller caller, String record) {
        return call(caller, "/services/rest/record/v1/" + record, HttpRequest.Builder::GET);
    }

    /** Makes the record or changes it; its lines become exactly these. */
    NetsuiteResponse upsert(Caller caller, String record, byte[] json) {
        return call(
                caller,
                "/services/rest/record/v1/" + record + "?replace=item",
                request -> request.header("Content-Type", "application/json")
                        .header("X-NetSuite-PropertyNameValidation", "Error")
                        .PUT(BodyPublishers.ofByteArray(json)));
    }

    NetsuiteResponse delete(Caller caller, String record) {
        return call(caller, "/services/rest/record/v1/" + record, HttpRequest.Builder::DELETE);
    }

    /** One page of a SuiteQL query, which must say its order. */
    NetsuiteResponse query(Caller caller, String suiteQl, int limit, int offset) {
        byte[] body = Json.MAPPER.writeValueAsBytes(Map.of("q", suiteQl));
        return call(
                caller,
                "/services/rest/query/v1/suiteql?limit=" + limit + "&offset=" + offset,
                request -> request.header("Content-Type", "application/json")
                        .header("Prefer", "transient")
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private NetsuiteResponse call(Caller caller, String path, UnaryOperator<HttpRequest.Builder> shape) {
        String account = caller.account();
        if (settings.apiBase() == null && !account.matches("[A-Za-z0-9_-]{1,60}")) {
            String reason = "netsuite_account_id is no account id: letters, digits, _ and - only";
            return new NetsuiteResponse.Barred(new Answer.Misconfigured(Exchange.none(reason), reason));
        }
        NetsuiteResponse first = callOnce(caller, path, shape);
        if (first instanceof NetsuiteResponse.Answered(HttpResult.Response came) && came.status() == 401) {
            tokens.forget(caller.method());
            return callOnce(caller, path, shape);
        }
        return first;
    }

    private NetsuiteResponse callOnce(Caller caller, String path, UnaryOperator<HttpRequest.Builder> shape) {
        String host = host(caller.account());
        return switch (tokens.of(caller.method(), host)) {
            case TokenResult.Refused(String why) ->
                new NetsuiteResponse.Barred(new Answer.Misconfigured(Exchange.none(why), why));
            case TokenResult.Unavailable(String why, Duration retryAfter) ->
                new NetsuiteResponse.Barred(new Answer.Retryable(Exchange.none(why), why, retryAfter));
            case TokenResult.Token token ->
                inItsPlace(
                        caller,
                        shape.apply(HttpRequest.newBuilder(URI.create(host + path))
                                        .timeout(DEADLINE)
                                        .header("Authorization", "Bearer " + token.value())
                                        .header("Accept", "application/json"))
                                .build());
        };
    }

    private NetsuiteResponse inItsPlace(Caller caller, HttpRequest request) {
        Semaphore free = places.computeIfAbsent(caller.method(), id -> new Semaphore(settings.requestsAtOnce(), true));
        try {
            if (!free.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
                String why = "this server has as many requests under way for the NetSuite account as it may";
                return new NetsuiteResponse.Barred(new Answer.Retryable(Exchange.none(why), why, null));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new NetsuiteResponse.Barred(new Answer.Retryable(Exchange.none("interrupted"), "interrupted", null));
        }
        try {
            return new NetsuiteResponse.Answered(http.call(request));
        } finally {
            free.release();
        }
    }

    /** {@code 1234567_SB1} lives at {@code 1234567-sb1.suitetalk.api.netsuite.com}. */
    String host(String account) {
        return settings.apiBase() == null
                ? "https://" + account.toLowerCase(Locale.ROOT).replace('_', '-') + ".suitetalk.api.netsuite.com"
                : settings.apiBase().toString();
    }
}
