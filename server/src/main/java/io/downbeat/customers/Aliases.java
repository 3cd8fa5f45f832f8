package io.downbeat.customers;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
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
        return new LinkedHashSet<>(aliases(body).orElseThrow(() -> body.invalid("ingest_aliases", "is required")));
    }

    /** The aliases of a new customer; the deprecated {@code external_id} is the first of them. */
    static SequencedSet<String> readNew(Body body) {
        SequencedSet<String> aliases = new LinkedHashSet<>();
        body.optionalText("external_id", 1, LONGEST).ifPresent(aliases::add);
        aliases(body).ifPresent(aliases::addAll);
        return aliases;
    }

    /** What a customer has together with one name more. */
    static SequencedSet<String> with(List<String> had, String alias) {
        if (alias.isEmpty() || Texts.isLonger(alias, LONGEST)) {
            throw Refused.invalid("alias", "must have 1 to " + LONGEST + " characters");
        }
        SequencedSet<String> all = new LinkedHashSet<>(had);
        all.add(alias);
        if (all.size() > MOST) {
            throw Refused.rule("a customer has at most " + MOST + " ingest aliases");
        }
        return all;
    }

    /** The id that a text may be meant as. */
    static Optional<UUID> asId(String text) {
        return Ids.parse(text);
    }

    private static Optional<List<String>> aliases(Body body) {
        return body.optionalTexts("ingest_aliases", MOST, 1, LONGEST);
    }
}
