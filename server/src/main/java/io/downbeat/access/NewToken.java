package io.downbeat.access;

/** A token just made, with the text that is shown this once. */
public record NewToken(ApiToken token, String text) {

    /** The text is not for printing. */
    @Override
    public String toString() {
        return "NewToken[" + token + "]";
    }
}
