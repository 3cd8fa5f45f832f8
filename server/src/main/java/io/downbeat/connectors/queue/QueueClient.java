package io.downbeat.connectors.queue;

import io.downbeat.connectors.aws.AwsCredentialsSource;
import io.downbeat.delivery.Delivery;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.LeaseTime;
import io.downbeat.platform.work.FailureLog;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/** One request to SQS or SNS, with credentials, and what came of it. */
final class QueueClient {
    /** Credentials and the request together: a lease must outlast them. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    static final Duration STS_TIMEOUT = Duration.ofSeconds(4);

    /** The SDK's words on top of what is kept: a failure's class, or the code and message that AWS answered with. */
    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(QueueClient.class));

    private final AccountKeys accounts;
    private final AwsCredentialsSource credentials;
    private final QueueWire wire;

    QueueClient(AccountKeys accounts, AwsCredentialsSource credentials, QueueWire wire) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.wire = wire;
    }

    int pacePerSecond() {
        return wire.pacePerSecond();
    }

    Answer send(Delivery delivery, byte[] body) {
        Map<String, String> keys = accounts.of(delivery.deliveryMethod());
        QueueTarget target = QueueTarget.of(delivery.method(), keys);
        Map<String, String> attributes = MessageSignature.attributes(body, keys.get("queue_signing_secret"));
        QueueWire.Message message = new QueueWire.Message(
                new String(body, StandardCharsets.US_ASCII),
                delivery.customer().toString(),
                delivery.id().toString(),
                attributes);
        return asked(delivery.deliveryMethod(), target, signer -> wire.send(target, signer, message));
    }

    /**
     * Reads the target's attributes. Who may send need not be allowed to read, so a denied read says nothing against the
     * account: it is accepted, without a reference, and the next message shows more.
     */
    Answer probe(DeliveryMethodId method, DeliveryMethodType type) {
        QueueTarget target = QueueTarget.of(type, accounts.of(method));
        credentials.forget(method);
        Answer answer = asked(method, target, signer -> wire.probe(target, signer));
        return answer instanceof Answer.Misconfigured(var exchange, String reason, var _)
                        && QueueAnswers.isDenied(reason)
                        && exchange.httpStatus() != 0
                ? new Answer.Accepted(exchange, null)
                : answer;
    }

    private interface Request {
        Answer with(AwsCredentials signer) throws SdkException;
    }

    private Answer asked(DeliveryMethodId method, QueueTarget target, Request request) {
        try {
            AwsCredentials signer = credentials.of(method, target.region());
            if (!LeaseTime.allows(QueueWire.TIMEOUT)) {
                String why = "too little was left of this claim's time for the request, so it was not begun";
                return new Answer.Retryable(Answer.Exchange.none(why), why, null);
            }
            return request.with(signer);
        } catch (AwsCredentialsSource.Unavailable none) {
            String why = none.code + ": " + none.getMessage();
            Answer.Exchange exchange = Answer.Exchange.none(why);
            return none.refused ? new Answer.Misconfigured(exchange, why) : new Answer.Retryable(exchange, why, null);
        } catch (SdkException failed) {
            if (QueueAnswers.isExpired(failed)) {
                // Certainly without effect, and new credentials are one question away.
                credentials.forget(method);
                return new Answer.Retryable(QueueAnswers.exchange(failed), "the session expired", null);
            }
            FAILURES.tell(target.carrier() + " " + target.region(), failed);
            Answer answer = QueueAnswers.of(failed);
            if (answer instanceof Answer.Misconfigured) {
                credentials.forget(method);
            }
            return answer;
        }
    }
}
