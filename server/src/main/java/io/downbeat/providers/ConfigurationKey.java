package io.downbeat.providers;

/**
 * A key that a delivery method is set up with.
 *
 * @param isCredential whether it can be changed later, and is a secret or goes with one
 */
public record ConfigurationKey(String name, Form form, boolean isRequired, boolean isCredential) {

    /** What its value looks like. */
    public enum Form {
        TEXT,
        /** Typed once and never shown again. */
        SECRET,
        WHOLE_NUMBER,
        FLAG
    }
}
