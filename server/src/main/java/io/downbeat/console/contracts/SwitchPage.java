package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first step of a switch: to whom, and from when on. */
record SwitchPage(Frame frame, Contracted contract, List<Choice> choices, List<Boundary> boundaries) {
    SwitchPage {
        choices = List.copyOf(choices);
        boundaries = List.copyOf(boundaries);
    }

    /** The contract that is switched. */
    record Contracted(String id, String name, String customer) {
        String path() {
            return "/console/contracts/" + id;
        }
    }

    /**
     * @param value of the form's field
     * @param note that it bills now, or only from one boundary on; empty for none
     * @param refusal why nothing can be switched to it; {@code null} if something can
     */
    record Choice(
            String value,
            String name,
            String how,
            String css,
            String keys,
            String note,
            @Nullable String refusal,
            boolean isChosen) {}

    /** @param refusal why nobody can be switched to from there on; {@code null} if somebody can */
    record Boundary(
            String value,
            String label,
            String moment,
            @Nullable String refusal,
            boolean isChosen) {}
}
