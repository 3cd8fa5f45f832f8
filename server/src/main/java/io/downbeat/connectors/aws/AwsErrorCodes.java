package io.downbeat.connectors.aws;

import io.downbeat.outbound.Answer;
import java.util.Set;

/** What AWS's error codes mean alike at each of its services. */
public final class AwsErrorCodes {
    /** A request that timed out there may have been taken, as at every other provider. */
    public static final int REQUEST_TIMEOUT = 408;

    private static final int UNAUTHORIZED = 401;

    /** The key, the role's session or the signature: no service of AWS would take a request that is signed with it. */
    private static final Set<String> CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "InvalidSecurity",
            "InvalidSecurityToken",
            "ExpiredTokenException",
            "ExpiredToken",
            // The host's clock is off: the signature's date is not the service's.
            "RequestExpired",
            "InvalidSignature",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "AuthorizationErrorException",
            "NotAuthorized");

    private static final Set<String> SLOW_DOWN = Set.of(
            "RequestThrottled",
            "ThrottlingException",
            "Throttling",
            "Throttled",
            "ThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "OverLimit",
            "KmsThrottled",
            "KMSThrottling",
            "KMSThrottlingException");

    private AwsErrorCodes() {}

    public static boolean isThrottled(String code) {
        return SLOW_DOWN.contains(code);
    }

    /** These credentials may not do this; another permission would help. */
    public static boolean isDenied(String code) {
        return DENIED.contains(code);
    }

    /** Whatever was asked for, the account would be refused it: its credentials, a permission, or the account itself. */
    public static boolean isOfTheAccount(String code) {
        return CREDENTIALS.contains(code) || DENIED.contains(code) || code.equals("OptInRequired");
    }

    /**
     * How much a refused request says no to. A permission that is missing, a queue that does not exist, a region without
     * the service: those concern one destination, and others are sent to with the same credentials.
     */
    public static Answer.Scope scope(String code, int status) {
        return CREDENTIALS.contains(code) || status == UNAUTHORIZED
                ? Answer.Scope.CREDENTIALS
                : Answer.Scope.DESTINATION;
    }
}
