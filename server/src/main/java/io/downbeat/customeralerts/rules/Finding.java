package io.downbeat.customeralerts.rules;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What an alert finds in an account at a moment.
 *
 * @param readings of the whole account, of its parts, or of both
 * @param missing what becomes of a part that was in alarm and is not among the readings any more
 * @param ofMissing what a message says of such a part, in order; nothing where it ends without a word
 */
public record Finding(List<Reading> readings, Missing missing, Map<String, Object> ofMissing) {

    /**
     * One figure beside the threshold.
     *
     * @param isReached whether it is beyond
     * @param isEmpty whether there is nothing to measure any more: then what was in alarm ends without a word, because nothing
     *     got better
     * @param properties what a message says of it, in order
     */
    public record Reading(Group group, boolean isReached, boolean isEmpty, Map<String, Object> properties) {}

    public enum Missing {
        /** It ends without a word: what it was about is gone. */
        IS_GONE,
        /** It is below its threshold again. */
        IS_OVER
    }

    public Finding {
        readings = List.copyOf(readings);
    }

    static Finding ofWhole(Reading reading) {
        return ofParts(List.of(reading));
    }

    /** Of what is gone when it is not among the readings. */
    static Finding ofParts(List<Reading> readings) {
        return new Finding(readings, Missing.IS_GONE, Map.of());
    }

    /** As JSON writes it best: without zeros at the end and without an exponent. */
    static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
