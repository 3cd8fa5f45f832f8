package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

<<<<<<< HEAD
/** STUB. */
public record InvoiceId(@JsonValue UUID value) {}
=======
public record InvoiceId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
>>>>>>> delivery
