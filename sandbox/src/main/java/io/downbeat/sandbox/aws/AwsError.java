package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.util.Map;

/** A refusal of an AWS API, worded in JSON 1.1 or in the XML of the Query protocol by the API that answers it. */
final class AwsError extends RuntimeException {
    private final int status;
    private final String code;

    AwsError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static AwsError validation(String message) {
        return new AwsError(400, "ValidationException", message);
    }

    static AwsError notJson() {
        return new AwsError(400, "SerializationException", "The body is not a JSON object.");
    }

    /** What a fault of the wire looks like at AWS; the codes are the same in both protocols. */
    static AwsError of(FaultKind kind) {
        return switch (kind) {
            case RATE_LIMITED, THROTTLED -> new AwsError(400, "ThrottlingException", "Rate exceeded");
            case UNAVAILABLE -> new AwsError(503, "ServiceUnavailable", "The service is unavailable.");
            case UNAUTHORIZED ->
                new AwsError(403, "AccessDeniedException", "User is not authorized to perform this action.");
            case BAD_REQUEST -> validation("Refused by a fault of the sandbox.");
            default -> new AwsError(500, "InternalServiceErrorException", "An internal error has occurred.");
        };
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    SandboxAnswer json(String requestId) {
        Map<String, String> body = Map.of("__type", code, "message", String.valueOf(getMessage()));
        return new SandboxAnswer(status, Map.of("Content-Type", "application/x-amz-json-1.1"), Json.bytes(body))
                .with("x-amzn-RequestId", requestId);
    }

    SandboxAnswer xml(String requestId) {
        String body = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>
              <RequestId>%s</RequestId>
            </ErrorResponse>
            """.formatted(
                        status < 500 ? "Sender" : "Receiver", code, escaped(String.valueOf(getMessage())), requestId);
        return SandboxAnswer.text(status, "text/xml", body).with("x-amzn-RequestId", requestId);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
