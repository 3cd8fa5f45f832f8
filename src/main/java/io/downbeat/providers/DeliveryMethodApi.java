package io.downbeat.providers;

final class DeliveryMethodApi {}
