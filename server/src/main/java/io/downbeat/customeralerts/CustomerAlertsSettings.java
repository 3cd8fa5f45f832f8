package io.downbeat.customeralerts;

/** @param resolvedMessages whether it is told, too, when an alarm is over */
public record CustomerAlertsSettings(boolean resolvedMessages) {}
