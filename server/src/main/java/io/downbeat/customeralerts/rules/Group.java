package io.downbeat.customeralerts.rules;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which part of a customer's account a status is about: all of it, one group of usage or balances, one invoice, one segment.
 *
 * @param values what names it among the parts that its alert tells apart; empty for all of the account
 */
public record Group(Map<String, String> values) {
    /** All of the account. */
    public static final Group WHOLE = new Group(Map.of());

    public Group {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public static Group of(String name, String value) {
        return new Group(Map.of(name, value));
    }

    public boolean isWhole() {
        return values.isEmpty();
    }

    /** The same for equal groups alone: each text goes with its length. */
    public String spelled() {
        return values.entrySet().stream()
                .map(each -> each.getKey().length() + ":" + each.getKey() + "="
                        + each.getValue().length() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
