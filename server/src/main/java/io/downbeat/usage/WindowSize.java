package io.downbeat.usage;

/** How a range is cut: UTC hours, UTC days, or not at all. */
public enum WindowSize {
    HOUR,
    DAY,
    NONE
}
