package io.downbeat.console.terms;

/**
 * One thing that a contract agreed on, as its page says it.
 *
 * @param what it is, such as the name of a discount
 * @param says what it does
 * @param more from when to when, and on what condition; empty for nothing more
 * @param href where the other contract is that it names; empty for none
 */
public record AgreedItem(String what, String says, String more, String href) {
    AgreedItem(String what, String says, String more) {
        this(what, says, more, "");
    }
}
