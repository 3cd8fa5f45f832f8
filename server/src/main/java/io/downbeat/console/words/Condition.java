package io.downbeat.console.words;

import io.downbeat.delivery.DeliveryState;

/** How it stands with an invoice and its way to the provider, in people's words. The wire's words stand beside them. */
public enum Condition {
    DELIVERED("delivered"),
    IN_DOUBT("in doubt"),
    NEEDS_YOU("needs you"),
    RETRYING("retrying"),
    WAITING("waiting"),
    SKIPPED("skipped"),
    CANCELLED("cancelled"),
    DRAFT("draft"),
    VOID("void"),
    /** Finalized, and belongs to no provider. */
    KEPT_HERE("kept here");

    private final String word;

    Condition(String word) {
        this.word = word;
    }

    public static Condition of(DeliveryState state) {
        return switch (state) {
            case SENT, CONFIRMED -> DELIVERED;
            case UNKNOWN -> IN_DOUBT;
            case PARKED -> NEEDS_YOU;
            case RETRY_WAIT -> RETRYING;
            case PENDING, CLAIMED, SENDING -> WAITING;
            case SKIPPED -> SKIPPED;
            case CANCELLED -> CANCELLED;
        };
    }

    public String word() {
        return word;
    }

    /** The class of what shows it. */
    public String css() {
        return "c-" + word.replace(' ', '-');
    }

    /** Whether somebody should know that it has not arrived. */
    public boolean isTrouble() {
        return this == IN_DOUBT || this == NEEDS_YOU || this == RETRYING;
    }
}
