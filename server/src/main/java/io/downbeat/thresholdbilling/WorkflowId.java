package io.downbeat.thresholdbilling;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of one purchase, which {@code external_initiate} names and the release call answers. */
record WorkflowId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
