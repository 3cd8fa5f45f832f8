package io.downbeat.lab.prove;

/**
 * Why a provider refuses for good what one customer is billed, or one invoice of it.
 *
 * @param customer the customer's id there, which the simulators read the trouble from; {@code %s} for its label
 * @param words of what the delivery, or its parked metering record, must say
 * @param chargesOnly whether usage still gets through, because what is wrong is the charged product
 */
record Refusal(String customer, String words, boolean chargesOnly) {
    /** Not the customer's fault: the provider takes no invoice that owes the customer something. */
    static final Refusal BELOW_ZERO = Refusal.of("", "is below zero");

    static Refusal of(String customer, String words) {
        return new Refusal(customer, words, false);
    }

    boolean strikes(boolean usage) {
        return !chargesOnly || !usage;
    }
}
