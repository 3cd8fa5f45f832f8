package io.downbeat.providers;

final class SetUpDeliveryMethods {}
