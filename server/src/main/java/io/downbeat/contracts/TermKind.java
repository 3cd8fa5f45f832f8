package io.downbeat.contracts;

/** Names one kind of term that a contract can agree on. Equal to itself alone. */
public final class TermKind<T> {
    private final String name;
    private final T none;

    /** @param none the terms of a contract that agreed on nothing of the kind */
    public TermKind(String name, T none) {
        this.name = name;
        this.none = none;
    }

    T none() {
        return none;
    }

    @Override
    public String toString() {
        return name;
    }
}
