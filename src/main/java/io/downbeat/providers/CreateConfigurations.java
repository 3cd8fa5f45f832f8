package io.downbeat.providers;

final class CreateConfigurations {}
