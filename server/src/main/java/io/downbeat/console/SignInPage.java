package io.downbeat.console;

import org.jspecify.annotations.Nullable;

/**
 * The page to sign in.
 *
 * @param to where to go afterwards
 * @param error why it did not succeed, in a sentence; {@code null} before anybody tried
 */
record SignInPage(Frame frame, String to, @Nullable String error) {}
