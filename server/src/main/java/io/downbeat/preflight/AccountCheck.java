package io.downbeat.preflight;

import io.downbeat.core.Text;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.secrets.SecretMask;
import java.time.Instant;

/**
 * What a provider said of an account's credentials.
 *
 * @param detail one sentence, which holds no secret
 * @param at when it was asked
 */
public record AccountCheck(Verdict verdict, String detail, Instant at) {
    private static final int LONGEST = 500;

    public AccountCheck {
        // Providers quote what they were sent.
        detail = Text.cut(SecretMask.of(detail.replace("\u0000", "")), LONGEST);
    }
}
