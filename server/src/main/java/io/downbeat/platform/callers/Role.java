package io.downbeat.platform.callers;

import java.util.Arrays;
import java.util.Locale;

/** What the holder of a token may do. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Whatever changes nothing. */
    READ_ONLY,
    /** Send usage events, and nothing else: the token of a machine that measures. */
    INGEST_ONLY;

    /** As the API and the database write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such role */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role is called " + word));
    }
}
