package io.downbeat.platform.secrets;

/** Where a feature keeps sealed secrets, for whoever changes the key. What is in the rows stays the feature's own. */
public interface SealedColumn {

    /** Such as {@code webhook.sealed_secret}. */
    String name();

    /**
     * Opens some of those that are not sealed with the key in force and seals them with it. Runs inside the transaction of
     * its caller.
     *
     * @return how many; 0 when none is left
     */
    int sealAgain(SecretBox box, int most);
}
