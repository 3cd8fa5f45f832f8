package io.downbeat.console.usage;

import io.downbeat.console.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Gives a name that events carry to a customer.
 *
 * @param encoded the name in letters that a form carries unchanged
 * @param customer what was typed: an id or another name of the customer
 * @param found whom that means; {@code null} before it is known
 * @param error why it was refused
 */
record AliasPage(
        Frame frame,
        String alias,
        String encoded,
        String customer,
        @Nullable Found found,
        @Nullable String error) {
    record Found(String id, String name, String aliases) {}
}
