package io.downbeat.connectors.queue;

import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where messages of one delivery method go.
 *
 * @param address an SQS queue's URL or an SNS topic's ARN
 * @param region what requests are signed for
 */
record QueueTarget(Carrier carrier, String address, String region) {
    private static final String USUAL_REGION = "us-east-1";
    /** The name of a host is the same in any case. */
    private static final Pattern REGION =
            Pattern.compile("(?:arn:aws[a-z-]*:sns:|//sqs\\.)([a-z]{2}[a-z0-9-]+-\\d)[:.].*", Pattern.CASE_INSENSITIVE);

    enum Carrier {
        SQS(1_048_576),
        SNS(262_144);

        private final int mostBytes;

        Carrier(int mostBytes) {
            this.mostBytes = mostBytes;
        }

        /** Of a message, attributes included. */
        int mostBytes() {
            return mostBytes;
        }
    }

    static QueueTarget of(ProviderConfiguration configuration) {
        Carrier carrier = carrier(configuration.deliveryMethod());
        return of(carrier, configuration.setting(key(carrier)), configuration.setting("aws_region"));
    }

    /** @param keys of the delivery method; never logged, they hold secrets */
    static QueueTarget of(DeliveryMethodType method, Map<String, String> keys) {
        Carrier carrier = carrier(method);
        return of(carrier, keys.get(key(carrier)), keys.get("aws_region"));
    }

    private static QueueTarget of(Carrier carrier, @Nullable String address, @Nullable String region) {
        String known = Objects.requireNonNullElse(address, "").strip();
        return new QueueTarget(carrier, known, region == null || region.isBlank() ? regionOf(known) : region.strip());
    }

    private static Carrier carrier(DeliveryMethodType method) {
        return switch (method) {
            case AWS_SQS -> Carrier.SQS;
            case AWS_SNS -> Carrier.SNS;
            case DIRECT_TO_BILLING_PROVIDER, TACKLE -> throw new IllegalArgumentException("no queue: " + method);
        };
    }

    private static String key(Carrier carrier) {
        return switch (carrier) {
            case SQS -> "aws_sqs_queue_url";
            case SNS -> "aws_sns_topic_arn";
        };
    }

    private static String regionOf(String address) {
        Matcher named = REGION.matcher(address);
        return named.find() ? named.group(1).toLowerCase(Locale.ROOT) : USUAL_REGION;
    }

    /** AWS's own sign of one: the name ends so, and no other name may. */
    boolean isFifo() {
        return address.endsWith(".fifo");
    }
}
