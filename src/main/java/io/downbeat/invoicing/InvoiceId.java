package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** STUB. */
public record InvoiceId(@JsonValue UUID value) {}
