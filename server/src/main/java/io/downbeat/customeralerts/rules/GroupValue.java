package io.downbeat.customeralerts.rules;

import org.jspecify.annotations.Nullable;

/**
 * Spend of one group of usage.
 *
 * @param value {@code null}: each value of the property by itself
 */
public record GroupValue(String key, @Nullable String value) {}
