package io.downbeat.delivery;

import java.util.List;

/** Invariants that {@code verify} checks; a bean of an adapter adds its own. */
public interface Checks {
    List<Check> all();
}
