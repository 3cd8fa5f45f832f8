package io.downbeat.customfields;

/**
 * A key that things of one kind may have a value under, as the API lists it.
 *
 * @param enforceUniqueness whether at most one of them may have the same value
 */
record CustomFieldKey(boolean enforceUniqueness, CustomFieldEntity entity, String key) {}
