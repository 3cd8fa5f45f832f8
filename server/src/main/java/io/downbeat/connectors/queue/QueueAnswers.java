package io.downbeat.connectors.queue;

import io.downbeat.connectors.aws.AwsErrorCodes;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.work.Failure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failed request to SQS or SNS means (providers.md 8). Pure. */
final class QueueAnswers {
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidSecurityToken");
    /** The queue or its key: every message there would meet the same. */
    private static final Set<String> TARGET = Set.of(
            "QueueDoesNotExist",
            "NonExistentQueue",
            "QueueDeletedRecently",
            "NotFound",
            "NotFoundException",
            "InvalidAddress",
            "UnsupportedOperation",
            "EndpointDisabled",
            "KmsAccessDenied",
            "KMSAccessDenied",
            "KMSAccessDeniedException",
            "KmsDisabled",
            "KMSDisabled",
            "KMSDisabledException",
            "KmsInvalidKeyUsage",
            "KmsInvalidState",
            "KMSInvalidState",
            "KMSInvalidStateException",
            "KmsNotFound",
            "KMSNotFound",
            "KMSNotFoundException",
            "KmsOptInRequired",
            "KMSOptInRequired");

    private static final int FORBIDDEN = 403;

    private QueueAnswers() {}

    static Answer of(SdkException failed) {
        return failed instanceof AwsServiceException said ? of(said) : ofNoAnswer(failed);
    }

    private static Answer of(AwsServiceException said) {
        Answer.Exchange exchange = exchange(said);
        int status = said.statusCode();
        String code = code(said);
        String reason = reason(said);
        if (AwsErrorCodes.isThrottled(code) || status == 429) {
            return new Answer.RateLimited(exchange, retryAfter(said));
        }
        if (status == 503) {
            return new Answer.Retryable(exchange, reason, retryAfter(said));
        }
        if (status < 400 || status >= 500 || status == AwsErrorCodes.REQUEST_TIMEOUT) {
            return new Answer.Unknown(exchange, reason);
        }
        // SNS calls an ARN that it cannot read a wrong parameter of the message.
        boolean wrongTarget = reason.contains("Invalid parameter: TopicArn");
        if (TARGET.contains(code)
                || AwsErrorCodes.isOfTheAccount(code)
                || wrongTarget
                || status == 401
                || status == FORBIDDEN
                || status == 404) {
            return new Answer.Misconfigured(exchange, reason, AwsErrorCodes.scope(code, status));
        }
        return new Answer.Refusal(exchange, reason);
    }

    /** Only a connection that was never made is certain to have had no effect. */
    private static Answer ofNoAnswer(SdkException failed) {
        Answer.Exchange exchange = exchange(failed);
        String reason = Failure.of(failed).words();
        if (String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT).contains("md5")) {
            // It was taken, and what was taken is not what was sent: nothing more may follow.
            return new Answer.Accepted(
                    Answer.Exchange.none("the queue answered with the MD5 of another body than was sent, so what its"
                            + " consumers read is not this invoice: " + reason),
                    null);
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return new Answer.Retryable(exchange, "not connected: " + reason, null);
            }
        }
        return new Answer.Unknown(exchange, "no answer: " + reason);
    }

    static boolean isExpired(SdkException failed) {
        return failed instanceof AwsServiceException said && EXPIRED.contains(code(said));
    }

    /** @param reason as {@link #of} words it */
    static boolean isDenied(String reason) {
        int colon = reason.indexOf(':');
        return colon > 0 && AwsErrorCodes.isDenied(reason.substring(0, colon));
    }

    static Answer.Exchange exchange(SdkException failed) {
        return failed instanceof AwsServiceException said
                ? new Answer.Exchange(said.statusCode(), said.requestId(), reason(said))
                : Answer.Exchange.none(Failure.of(failed).words());
    }

    private static String reason(AwsServiceException said) {
        AwsErrorDetails details = said.awsErrorDetails();
        String message = details == null ? null : details.errorMessage();
        return code(said) + ": " + (message == null || message.isBlank() ? "no message" : message);
    }

    private static String code(AwsServiceException said) {
        AwsErrorDetails details = said.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? "Http" + said.statusCode() : code.substring(code.lastIndexOf('.') + 1);
    }

    private static @Nullable Duration retryAfter(AwsServiceException said) {
        AwsErrorDetails details = said.awsErrorDetails();
        if (details == null || details.sdkHttpResponse() == null) {
            return null;
        }
        return details.sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(null);
    }
}
