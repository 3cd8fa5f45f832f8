package io.downbeat.connectors.gcp;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.SlotAnswer;
import io.downbeat.outbound.Reply;
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
    static BatchAnswer report(Reply reply, String operationId) {
        return switch (reply) {
            case Reply.NotSent(var why) ->
                new BatchAnswer.All(
                        new SlotAnswer.Throttled("Service Control cannot be reached: " + why), receipt(reply));
            case Reply.NoAnswer(var why) -> new BatchAnswer.All(new SlotAnswer.NoAnswer(why), receipt(reply));
            case Reply.Came came -> new BatchAnswer.All(reported(came, operationId), receipt(reply));
        };
    }

    private static SlotAnswer reported(Reply.Came came, String operationId) {
        if (!came.isOk()) {
            return refusal(came)
                    .orElseGet(() -> new SlotAnswer.NoAnswer(
                            "status " + came.status() + ": " + sentence(came.json(), "no reason given")));
        }
        if (!isWhole(came)) {
            return new SlotAnswer.NoAnswer("the answer is no JSON object");
        }
        for (JsonNode error : came.json().path("reportErrors")) {
            if (error.path("operationId").asString(operationId).equals(operationId)) {
                return failed(error.path("status"), operationId);
            }
        }
        return new SlotAnswer.Accepted(operationId);
    }

    /** Google says of this operation, and only of this one, that it failed. */
    private static SlotAnswer failed(JsonNode status, String operationId) {
        int number = status.path("code").asInt(2);
        String code = CODES.getOrDefault(number, "UNKNOWN");
        String message = status.path("message").asString("Service Control refused the operation: " + code);
        if (code.equals("ALREADY_EXISTS")) {
            return new SlotAnswer.Duplicate(operationId);
        }
        return PASSING.contains(number) ? new SlotAnswer.Unprocessed() : new SlotAnswer.Refused(code, message);
    }

    /** What stands in the way of a report, if anything does. A failed check reports nothing, so nothing was billed. */
    static Optional<SlotAnswer> check(Reply reply) {
        if (!(reply instanceof Reply.Came came)) {
            return Optional.of(new SlotAnswer.Throttled(
                    "the check had no answer: " + reply.exchange().excerpt()));
        }
        if (!came.isOk() || !isWhole(came)) {
            return Optional.of(refusal(came)
                    .orElseGet(() -> new SlotAnswer.Throttled("the check was answered with " + came.status())));
        }
        Optional<SlotAnswer> obstacle = Optional.empty();
        for (JsonNode error : came.json().path("checkErrors")) {
            String code = error.path("code").asString("");
            String detail = error.path("detail").asString("");
            if (GONE.contains(code)) {
                return Optional.of(new SlotAnswer.Refused(
                        code,
                        "Google does not bill this buyer (any more): " + code
                                + (detail.isEmpty() ? "" : ", " + detail)));
            }
            obstacle = Optional.of(new SlotAnswer.Unprocessed());
        }
        return obstacle;
    }

    /** What a 4xx means at any of the APIs; empty where the status leaves everything open. */
    static Optional<SlotAnswer> refusal(Reply.Came came) {
        String message = sentence(came.json(), "status " + came.status());
        String code = came.json().path("error").path("status").asString("Http" + came.status());
        return switch (came.status()) {
            case 401 -> Optional.of(new SlotAnswer.AccountRefused(TOKEN_REFUSED, message));
            case 403 -> Optional.of(denied(came, code, message));
            case 429 -> Optional.of(new SlotAnswer.Throttled(message, came.retryAfter()));
            case 400, 404 -> Optional.of(new SlotAnswer.Refused(code, message));
            default -> Optional.empty();
        };
    }

    /** A reason given is the last word; without one, whom it is about has to be found out. */
    private static SlotAnswer denied(Reply.Came came, String code, String message) {
        for (JsonNode detail : came.json().path("error").path("details")) {
            String reason = detail.path("reason").asString("");
            if (OF_A_BUYER.contains(reason)) {
                return new SlotAnswer.Refused(reason, message);
            }
            if (!reason.isEmpty() && !reason.equals("IAM_PERMISSION_DENIED")) {
                return new SlotAnswer.AccountRefused(reason, message);
            }
        }
        return new SlotAnswer.AccountRefused(code, message);
    }

    /** Half a body, or a proxy's page, is no JSON object. */
    private static boolean isWhole(Reply.Came came) {
        return came.body().stripLeading().startsWith("{")
                && (!came.json().isEmpty()
                        || came.body().strip().replaceAll("\\s", "").equals("{}"));
    }

    static String sentence(JsonNode answer, String otherwise) {
        return answer.path("error").path("message").asString(otherwise);
    }

    private static BatchAnswer.Receipt receipt(Reply reply) {
        if (!(reply instanceof Reply.Came came)) {
            return new BatchAnswer.Receipt(null, null, reply.exchange().excerpt());
        }
        return new BatchAnswer.Receipt(came.status(), came.requestId(), came.body());
    }
}
