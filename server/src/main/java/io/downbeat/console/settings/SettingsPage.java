package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivery methods and tokens.
 *
 * @param next address of the next tokens; empty if there are none
 * @param name of a token, as it was filled in, when it has to be sent again; so is the role
 * @param error why the token was not made, in a sentence; {@code null} if nobody tried
 */
record SettingsPage(
        Frame frame,
        List<Method> methods,
        List<Token> tokens,
        String next,
        String name,
        String role,
        @Nullable String error) {
    SettingsPage {
        methods = List.copyOf(methods);
        tokens = List.copyOf(tokens);
    }

    /**
     * @param account what tells it from others of its kind
     * @param check {@code null} if nobody asked the provider since it has these credentials
     */
    record Method(
            String id,
            String provider,
            String css,
            String how,
            String account,
            @Nullable Check check) {}

    /** @param detail what the provider said, in a sentence */
    record Check(String word, String css, String detail, String at) {}

    /** @param isSetting whether it is the first administrator's, which is revoked nowhere but where it was set */
    record Token(
            String id,
            String name,
            String role,
            String created,
            String lastUsed,
            @Nullable String revoked,
            boolean isSetting) {}
}
