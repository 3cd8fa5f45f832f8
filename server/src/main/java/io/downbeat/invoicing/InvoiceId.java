package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** An invoice's id, the same from draft to void; regenerating gives another. */
public record InvoiceId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
