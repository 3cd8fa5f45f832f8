package io.downbeat.providers;

final class ConfigurationApi {}
