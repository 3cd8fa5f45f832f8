package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The page before a token is revoked.
 *
 * @param isOwn whether the visitor signed in with it
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record RevokePage(
        Frame frame,
        SettingsPage.Token token,
        boolean isOwn,
        @Nullable String error) {}
