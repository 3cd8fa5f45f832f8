package io.downbeat.providers;

final class ArchiveConfigurations {}
