package io.downbeat.reconciliation;

import java.util.Locale;

/** What a step of a plan does. */
public enum RepairAction {
    /** The row becomes UNKNOWN, so that the engine asks the provider. */
    ASK_AGAIN("ask again"),
    /** What the provider says is written down. */
    RECORD_STATUS("write it down here"),
    /** A withdrawal that did not reach the provider is taken up again. */
    TAKE_BACK("void it there"),
    /** No door of ours mends it. */
    TELL_A_PERSON("for a person");

    private final String words;

    RepairAction(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    boolean isSafe() {
        return this != TELL_A_PERSON;
    }

    /** As the delivery's own history calls it. */
    String historyName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
