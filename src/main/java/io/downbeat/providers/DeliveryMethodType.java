package io.downbeat.providers;

public enum DeliveryMethodType {
    DIRECT_TO_BILLING_PROVIDER,
    AWS_SQS,
    TACKLE,
    AWS_SNS
}
