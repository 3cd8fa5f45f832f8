package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

public record InvoiceId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
