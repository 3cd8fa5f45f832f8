package io.downbeat.contracts;

/** Which of several multipliers in force on one rate holds; overwritten rates stand before them all. */
public enum MultiplierPrioritization {
    LOWEST_MULTIPLIER,
    /** The one with the smallest priority, which every multiplier then has. */
    EXPLICIT
}
