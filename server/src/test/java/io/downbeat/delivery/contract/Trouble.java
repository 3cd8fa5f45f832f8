package io.downbeat.delivery.contract;

import io.downbeat.sandbox.faults.Fault;
import java.util.List;

/** What one case of the contract means at one destination. */
sealed interface Trouble {

    /** The simulator plays these, and the delivery ends so. */
    record Plays(List<Fault> faults, Ending ending) implements Trouble {}

    /** This cannot happen there, and the simulator refuses to play it: {@code why} is what the provider's protocol says. */
    record Cannot(Fault fault, String why) implements Trouble {}

    sealed interface Ending {
        /** Once in effect, to the cent. */
        record Delivered() implements Ending {}

        /** A person must decide: what the delivery, or its metering record, says about it, word by word. */
        record Parked(List<String> words) implements Ending {}
    }

    static Trouble delivered(Fault... faults) {
        return new Plays(List.of(faults), new Ending.Delivered());
    }

    static Trouble delivered(List<Fault> faults) {
        return new Plays(faults, new Ending.Delivered());
    }

    static Trouble parked(Fault fault, String... words) {
        return new Plays(List.of(fault), new Ending.Parked(List.of(words)));
    }
}
