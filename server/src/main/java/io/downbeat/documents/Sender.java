package io.downbeat.documents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sends the invoices, as the operator wants it to stand on them. What is not set is not shown.
 *
 * @param address its lines
 */
public record Sender(
        @Nullable String name,
        List<String> address,
        @Nullable String email,
        @Nullable String taxId) {
    public Sender {
        address = List.copyOf(address);
    }
}
