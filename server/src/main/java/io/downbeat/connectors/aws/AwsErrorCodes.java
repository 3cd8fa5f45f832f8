package io.downbeat.connectors.aws;

import io.downbeat.outbound.Answer;
import java.util.Set;

/** What AWS's error codes mean alike at each of its services. */
public final class AwsErrorCodes {
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
            "InvalidSignature",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private AwsErrorCodes() {}

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
