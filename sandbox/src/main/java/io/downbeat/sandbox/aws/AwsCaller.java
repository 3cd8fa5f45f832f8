package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.ledger.SandboxClock;

/** Who signed a request to SQS or SNS. Keys that no STS gave out are believed, unless they say that they are wrong. */
final class AwsCaller {
    static final String ACCOUNT_OF_KEYS = "000000000000";

    private AwsCaller() {}

    /** @return the AWS account that the caller acts as */
    static String account(Request request, String service, SessionKeys sessions, SandboxClock clock) {
        AwsSignature signature = AwsSignature.of(request, service);
        if (signature.accessKeyId().contains("INVALID")) {
            throw new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        SessionKeys.Issued issued = sessions.find(signature.accessKeyId()).orElse(null);
        if (issued == null && !SessionKeys.isOurs(signature.accessKeyId())) {
            return ACCOUNT_OF_KEYS;
        }
        if (request.header("X-Amz-Security-Token") == null) {
            throw new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        if (issued == null || clock.judges() && !clock.instant().isBefore(issued.expires())) {
            throw new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
        }
        return issued.account();
    }
}
