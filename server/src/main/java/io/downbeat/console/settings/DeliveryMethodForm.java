package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form of a delivery method: to set one up, or to mend its credentials.
 *
 * @param says what will happen
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record DeliveryMethodForm(
        Frame frame,
        String heading,
        String says,
        String path,
        String button,
        List<Field> fields,
        @Nullable String error) {
    DeliveryMethodForm {
        fields = List.copyOf(fields);
    }

    /** @param value what was filled in, when it has to be sent again; of a secret always empty */
    record Field(String name, String label, String hint, boolean isRequired, Kind kind, String value) {}

    enum Kind {
        LINE,
        CHECK,
        SECRET
    }
}
