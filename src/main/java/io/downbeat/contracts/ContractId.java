package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** STUB. */
public record ContractId(@JsonValue UUID value) {}
