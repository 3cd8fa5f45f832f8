package io.downbeat.customers;

import io.downbeat.platform.Body;
import io.downbeat.platform.Refused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;

/** The rules for the names that usage events may carry for a customer. */
final class Aliases {
    private static final int MOST = 2_000;
    private static final int LONGEST = 128;

    private Aliases() {}

    /** Reads {@code ingest_aliases}; a name given twice counts once. */
    static SequencedSet<String> read(Body body) {
        return checked(body, body.texts("ingest_aliases"));
    }

    /** The aliases of a new customer; the deprecated {@code external_id} is the first of them. */
    static SequencedSet<String> readNew(Body body) {
        SequencedSet<String> aliases = new LinkedHashSet<>();
        body.optionalText("external_id", 1, LONGEST).ifPresent(aliases::add);
        body.optionalTexts("ingest_aliases").ifPresent(given -> aliases.addAll(checked(body, given)));
        return aliases;
    }

    /** The id that a text may be meant as. */
    static Optional<UUID> asId(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private static SequencedSet<String> checked(Body body, List<String> aliases) {
        if (aliases.size() > MOST) {
            throw body.invalid("ingest_aliases", "must have at most " + MOST + " items");
        }
        for (int i = 0; i < aliases.size(); i++) {
            int length = aliases.get(i).length();
            if (length < 1 || length > LONGEST) {
                throw Refused.invalid(
                        body.path("ingest_aliases") + "[" + i + "]", "must have 1 to " + LONGEST + " characters");
            }
        }
        return new LinkedHashSet<>(aliases);
    }
}
