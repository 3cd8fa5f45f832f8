package io.downbeat.lab.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Locale;

/** What the API says, in the words that the console uses too. */
final class DemoWords {
    private static final int LONGEST_RECEIPT = 24;

    private DemoWords() {}

    static String condition(String state) {
        return switch (state) {
            case "SENT", "CONFIRMED" -> "delivered";
            case "UNKNOWN" -> "in doubt";
            case "PARKED" -> "needs a person";
            case "RETRY_WAIT" -> "to be tried again";
            case "PENDING", "CLAIMED", "SENDING" -> "on its way";
            default -> state.toLowerCase(Locale.ROOT);
        };
    }

    /** What a reader would otherwise wonder about; empty where all is well. */
    static String reason(String state) {
        return switch (state) {
            case "UNKNOWN" -> ": its answer was lost, so Stripe is asked before anything is sent again";
            case "RETRY_WAIT" -> ": not each of its hours is settled there yet";
            default -> "";
        };
    }

    static String dollars(BigDecimal cents) {
        return "$" + String.format(Locale.ROOT, "%,.2f", cents.movePointLeft(2).setScale(2, RoundingMode.HALF_UP));
    }

    /** The month of an instant or a day, such as {@code Mar}. */
    static String month(String instant) {
        return Month.of(Integer.parseInt(instant.substring(5, 7))).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    /** Beginning and end of a long one: the console and the API have it whole. */
    static String receipt(String reference) {
        return reference.length() <= LONGEST_RECEIPT
                ? reference
                : reference.substring(0, 8) + "…" + reference.substring(reference.length() - 12);
    }
}
