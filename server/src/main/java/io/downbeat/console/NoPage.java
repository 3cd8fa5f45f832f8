package io.downbeat.console;

import org.jspecify.annotations.Nullable;

/**
 * What is shown instead of a page.
 *
 * @param says what happened, in one sentence
 * @param requestId for whoever looks into the server's log; {@code null} where there is nothing to look for
 */
record NoPage(
        Frame frame, String heading, String says, @Nullable String requestId) {}
