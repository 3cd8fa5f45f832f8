package io.downbeat.delivery;

import io.downbeat.outbound.Answer;

/** What the provider showed when it was asked; asking changes nothing there. */
public sealed interface RemoteState {

    /** It holds nothing of this delivery. Counts only after the quiet time, since a request may still be under way. */
    record Absent() implements RemoteState {}

    /** This provider cannot be asked (a queue): the same bytes under the same natural key are the only question. */
    record CannotAsk() implements RemoteState {}

    /** The question itself failed; {@code answer} says how. */
    record Unclear(Answer answer) implements RemoteState {}

    /** It holds something. Each adapter says what, in a record of its own. */
    non-sealed interface Present extends RemoteState {}
}
