package io.downbeat.customfields;

/** A key is gone, and with it the values that things of its kind had under it, whosever they are. */
public record CustomFieldKeyRemoved(CustomFieldEntity entity, String key) {}
