package io.downbeat.metering;

import io.downbeat.core.Text;
import io.downbeat.platform.secrets.SecretMask;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one request with several records brought back. */
public sealed interface BatchAnswer {
    Receipt receipt();

    /**
     * The traces of the exchange, kept for ever.
     *
     * @param status of HTTP, {@code null} if none came
     * @param requestId the provider's own id of the request
     * @param detail the answer, of which the start is kept; never a secret
     */
    record Receipt(
            @Nullable Integer status,
            @Nullable String requestId,
            @Nullable String detail) {
        public static final Receipt NONE = new Receipt(null, null, null);
        private static final int KEPT = 2000;

        public Receipt {
            requestId = requestId == null ? null : requestId.replace("\u0000", "");
            // Masked before it is cut, since half a secret is recognised by its beginning only.
            detail = detail == null ? null : Text.cut(SecretMask.of(detail.replace("\u0000", "")), KEPT);
        }
    }

    /** Each record has its answer; a record that is missing has none. */
    record Each(Map<UUID, RecordAnswer> answers, Receipt receipt) implements BatchAnswer {
        public Each {
            answers = Map.copyOf(answers);
        }
    }

    /** One answer for all of them. */
    record All(RecordAnswer answer, Receipt receipt) implements BatchAnswer {}

    /** One bad record made the provider refuse the request and keep nothing of it; it does not say which one. */
    record OneIsBad(RecordAnswer answer, Receipt receipt) implements BatchAnswer {}
}
