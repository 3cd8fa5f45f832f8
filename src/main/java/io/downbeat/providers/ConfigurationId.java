package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

public record ConfigurationId(@JsonValue UUID value) {}
