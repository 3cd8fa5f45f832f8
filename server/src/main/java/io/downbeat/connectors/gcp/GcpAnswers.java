package io.downbeat.connectors.gcp;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What Google's answers mean (providers.md 6). Pure. */
final class GcpAnswers {
    /** The token, not the account: asked for anew before anybody is alarmed. */
    static final String TOKEN_REFUSED = "UNAUTHENTICATED";

    /** Of an account or of one buyer: see {@link GcpReach}. */
    static final String DENIED = "PERMISSION_DENIED";

    /** The buyer is gone, never was, or is not ours to bill; every other check error passes by itself. */
    private static final Set<String> GONE = Set.of(
            "BILLING_DISABLED",
            "SERVICE_NOT_ACTIVATED",
            "PROJECT_DELETED",
            "NOT_FOUND",
            "PROJECT_INVALID",
            "CONSUMER_INVALID",
            DENIED);
    /** Reasons of a 403 (google.rpc.ErrorInfo) that speak of whom we bill. */
    private static final Set<String> OF_A_BUYER = Set.of(
            "BILLING_DISABLED",
            "SERVICE_NOT_ACTIVATED",
            "CONSUMER_INVALID",
            "CONSUMER_SUSPENDED",
            "RESOURCE_PROJECT_INVALID");
    /** google.rpc.Code, as a report's errors count them. */
    private static final Map<Integer, String> CODES = Map.ofEntries(
            Map.entry(1, "CANCELLED"),
            Map.entry(2, "UNKNOWN"),
            Map.entry(3, "INVALID_ARGUMENT"),
            Map.entry(4, "DEADLINE_EXCEEDED"),
            Map.entry(5, "NOT_FOUND"),
            Map.entry(6, "ALREADY_EXISTS"),
            Map.entry(7, "PERMISSION_DENIED"),
            Map.entry(8, "RESOURCE_EXHAUSTED"),
            Map.entry(9, "FAILED_PRECONDITION"),
            Map.entry(10, "ABORTED"),
            Map.entry(11, "OUT_OF_RANGE"),
            Map.entry(12, "UNIMPLEMENTED"),
            Map.entry(13, "INTERNAL"),
            Map.entry(14, "UNAVAILABLE"),
            Map.entry(16, "UNAUTHENTICATED"));
    /** Those after which the same operation may well be taken. */
    private static final Set<Integer> PASSING = Set.of(1, 2, 4, 8, 10, 13, 14, 16);

    private GcpAnswers() {}

    /** The answer to one reported operation. A failed call leaves open whether it was taken. */
    static BatchAnswer report(HttpResult reply, String operationId) {
        return switch (reply) {
            case HttpResult.NotSent(var why) ->
                new BatchAnswer.All(
                        new RecordAnswer.Throttled("Service Control cannot be reached: " + why), receipt(reply));
            case HttpResult.NoResponse(var why) -> new BatchAnswer.All(new RecordAnswer.NoAnswer(why), receipt(reply));
            case HttpResult.Response came -> new BatchAnswer.All(reported(came, operationId), receipt(reply));
        };
    }

    private static RecordAnswer reported(HttpResult.Response came, String operationId) {
        if (!came.isOk()) {
            return refusal(came)
                    .orElseGet(() -> new RecordAnswer.NoAnswer(
                            "status " + came.status() + ": " + sentence(came.json(), "no reason given")));
        }
        if (!isWhole(came)) {
            return new RecordAnswer.NoAnswer("the answer is no JSON object");
        }
        for (JsonNode error : came.json().path("reportErrors")) {
            if (error.path("operationId").asString(operationId).equals(operationId)) {
                return failed(error.path("status"), operationId);
            }
        }
        return new RecordAnswer.Accepted(operationId);
    }

    /** Google says of this operation, and only of this one, that it failed. */
    private static RecordAnswer failed(JsonNode status, String operationId) {
        int number = status.path("code").asInt(2);
        String code = CODES.getOrDefault(number, "UNKNOWN");
        String message = status.path("message").asString("Service Control refused the operation: " + code);
        if (code.equals("ALREADY_EXISTS")) {
            return new RecordAnswer.Duplicate(operationId);
        }
        return PASSING.contains(number) ? new RecordAnswer.Unprocessed() : new RecordAnswer.Refused(code, message);
    }

    /** What stands in the way of a report, if anything does. A failed check reports nothing, so nothing was billed. */
    static Optional<RecordAnswer> check(HttpResult reply) {
        if (!(reply instanceof HttpResult.Response came)) {
            return Optional.of(new RecordAnswer.Throttled(
                    "the check had no answer: " + reply.exchange().excerpt()));
        }
        if (!came.isOk() || !isWhole(came)) {
            return Optional.of(refusal(came)
                    .orElseGet(() -> new RecordAnswer.Throttled("the check was answered with " + came.status())));
        }
        Optional<RecordAnswer> obstacle = Optional.empty();
        for (JsonNode error : came.json().path("checkErrors")) {
            String code = error.path("code").asString("");
            String detail = error.path("detail").asString("");
            if (GONE.contains(code)) {
                return Optional.of(new RecordAnswer.Refused(
                        code,
                        "Google does not bill this buyer (any more): " + code
                                + (detail.isEmpty() ? "" : ", " + detail)));
            }
            obstacle = Optional.of(new RecordAnswer.Unprocessed());
        }
        return obstacle;
    }

    /** What a 4xx means at any of the APIs; empty where the status leaves everything open. */
    static Optional<RecordAnswer> refusal(HttpResult.Response came) {
        String message = sentence(came.json(), "status " + came.status());
        String code = came.json().path("error").path("status").asString("Http" + came.status());
        return switch (came.status()) {
            case 401 -> Optional.of(new RecordAnswer.AccountRefused(TOKEN_REFUSED, message));
            case 403 -> Optional.of(denied(came, code, message));
            case 429 -> Optional.of(new RecordAnswer.Throttled(message, came.retryAfter()));
            case 400, 404 -> Optional.of(new RecordAnswer.Refused(code, message));
            default -> Optional.empty();
        };
    }

    /** A reason given is the last word; without one, whom it is about has to be found out. */
    private static RecordAnswer denied(HttpResult.Response came, String code, String message) {
        for (JsonNode detail : came.json().path("error").path("details")) {
            String reason = detail.path("reason").asString("");
            if (OF_A_BUYER.contains(reason)) {
                return new RecordAnswer.Refused(reason, message);
            }
            if (!reason.isEmpty() && !reason.equals("IAM_PERMISSION_DENIED")) {
                return new RecordAnswer.AccountRefused(reason, message);
            }
        }
        return new RecordAnswer.AccountRefused(code, message);
    }

    /** Half a body, or a proxy's page, is no JSON object. */
    private static boolean isWhole(HttpResult.Response came) {
        return came.body().stripLeading().startsWith("{")
                && (!came.json().isEmpty()
                        || came.body().strip().replaceAll("\\s", "").equals("{}"));
    }

    static String sentence(JsonNode answer, String otherwise) {
        return answer.path("error").path("message").asString(otherwise);
    }

    private static BatchAnswer.Receipt receipt(HttpResult reply) {
        if (!(reply instanceof HttpResult.Response came)) {
            return new BatchAnswer.Receipt(null, null, reply.exchange().excerpt());
        }
        return new BatchAnswer.Receipt(came.status(), came.requestId(), came.body());
    }
}
