package io.downbeat.contracts.amendments;

import io.downbeat.contracts.TermKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * An edit that only added, kept under a name of its own.
 *
 * @param startingAt from when on it counts, as the request said; each term that it added has its own dates
 * @param terms what it added, by the lists of v1, as it was then, and where it was sold
 */
public record Amendment(UUID id, Instant startingAt, Instant createdAt, ObjectNode terms) {

    /** In the order in which they were made. */
    public static final TermKind<List<Amendment>> KIND = new TermKind<>("amendments", List.of());
}
