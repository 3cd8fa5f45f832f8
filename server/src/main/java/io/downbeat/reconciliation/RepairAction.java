package io.downbeat.reconciliation;

import java.util.Locale;

/** What a step of a plan does. */
enum RepairAction {
    /** The row becomes UNKNOWN, so that the engine asks the provider. */
    ASK_AGAIN,
    /** What the provider says is written down. */
    RECORD_STATUS,
    /** A withdrawal that did not reach the provider is taken up again. */
    TAKE_BACK,
    /** No door of ours mends it. */
    TELL_A_PERSON;

    boolean isSafe() {
        return this != TELL_A_PERSON;
    }

    /** As the delivery's own history calls it. */
    String historyName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
