package io.downbeat.providers;

/**
 * A delivery method has other credentials: what its old ones held back may be tried again. Published inside the
 * changing transaction.
 */
public record CredentialsUpdated(DeliveryMethodId deliveryMethod) {}
