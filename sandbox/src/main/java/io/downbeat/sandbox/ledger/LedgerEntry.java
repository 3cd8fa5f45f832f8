package io.downbeat.sandbox.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One effect that a provider holds: a Stripe or NetSuite invoice in any state, deleted ones too, a stored metering record, or
 * a message that a queue took.
 *
 * @param kind {@code invoice}, {@code payment} (money that a request asked for; its amount is what was taken), {@code
 *     meter_slot} or {@code message}
 * @param reference our own id as it travelled with the request ({@code metadata.delivery_id}); null where none travels
 * @param amount in the currency's smallest unit; for a metering record the quantity, at one cent a unit
 * @param charged true once the provider may take or ask for the customer's money, for good: a void does not reset it
 * @param attempts how often a request for this effect arrived, the first included
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LedgerEntry(
        String provider,
        String kind,
        String id,
        @Nullable String reference,
        long amount,
        String currency,
        String status,
        boolean charged,
        String account,
        String customer,
        List<Line> lines,
        Map<String, String> metadata,
        Instant createdAt,
        int attempts,

        @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        MeterSlot slot) {

    public LedgerEntry {
        lines = List.copyOf(lines);
        metadata = Map.copyOf(metadata);
    }

    /** The metering record as it was stored; asking an invoice for it is a mistake of the caller. */
    public MeterSlot meterSlot() {
        if (slot == null) {
            throw new IllegalStateException(kind + " " + id + " is no metering record");
        }
        return slot;
    }

    public record Line(String id, @Nullable String description, long amount, Map<String, String> metadata) {
        public Line {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * @param hour start of the hour that the record belongs to
     * @param refused how many later records for the same customer, dimension and hour came with another quantity or timestamp
     */
    public record MeterSlot(
            String dimension,
            Instant hour,
            long quantity,
            @Nullable String productCode,
            @Nullable String license,
            String region,
            int refused) {}
}
