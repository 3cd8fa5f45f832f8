package io.downbeat.verification;

import java.util.List;

/** Invariants that {@code verify} checks; a bean of an adapter adds its own. */
public interface Checks {
    List<Check> all();

    /** What they are about, as a heading. */
    String subject();

    /** Those that take more than SQL. */
    default List<ComputedCheck> computed() {
        return List.of();
    }
}
