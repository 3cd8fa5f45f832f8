package io.downbeat.platform.secrets;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes what looks like a credential out of a text that others wrote: an exception's message, a provider's answer, a
 * line of the log. What surrounds it stays readable.
 *
 * <p>It knows shapes, not values, so it is the last net and no reason to write a secret into a text.
 */
public final class SecretMask {
    private static final String HIDDEN = "***";
    /** The endings of names whose values are secret. */
    private static final String NAME =
            "(?:secret|passw(?:or)?d|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key"
                    + "|service_account_key|token|assertion|signature|credential|sig)";
    /** In each of those names. */
    private static final String[] WORDS = {"secret", "passw", "key", "token", "assertion", "sig", "credential"};

    /** @param needles in lower case: without one of them there is nothing to look for, which is quick to tell */
    private record Shape(Pattern pattern, String instead, List<String> needles) {
        Shape(String regex, String instead, String... needles) {
            this(Pattern.compile(regex), instead, List.of(needles));
        }
    }

    /** In this order: a header's scheme must not be taken for its value. No pattern may run long on a long text. */
    private static final List<Shape> SHAPES = List.of(
            new Shape(
                    "-----BEGIN [A-Z0-9 ]{0,40}KEY-----[A-Za-z0-9+/=\\s\\\\]*+(?:-----END [A-Z0-9 ]{0,40}-----)?",
                    "-----BEGIN KEY-----" + HIDDEN,
                    "-----begin "),
            new Shape(
                    "(?i)(authorization\\\\*[\"']?\\s*[:=]\\s*\\\\*[\"']?)[^\\r\\n\"'\\\\]+",
                    "$1" + HIDDEN,
                    "authorization"),
            new Shape(
                    "\\b((?i:bearer|basic) )(?=\\S*[0-9A-Z_=])[A-Za-z0-9._~+/=-]{6,}",
                    "$1" + HIDDEN,
                    "bearer ",
                    "basic "),
            new Shape("\\b((?:sk|rk)_|whsec_)[A-Za-z0-9_+/=-]{3,}", "$1" + HIDDEN, "sk_", "rk_", "whsec_"),
            new Shape("\\b(db_)[A-Za-z0-9_-]{40,}", "$1" + HIDDEN, "db_"),
            new Shape("\\b(AKIA|ASIA)[A-Z0-9]{12,}", "$1" + HIDDEN, "akia", "asia"),
            new Shape("\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*)?", "eyJ" + HIDDEN, "eyj"),
            new Shape("\\bya29\\.[A-Za-z0-9_.-]{6,}", "ya29." + HIDDEN, "ya29."),
            new Shape("(?i)(" + NAME + "\\\\*[\"']\\s*:\\s*\\\\*[\"'])[^\"'\\\\]+", "$1" + HIDDEN, WORDS),
            new Shape("(?i)(" + NAME + "=\\\\*[\"']?)[^\\s&,;\"'<>)\\]}\\\\]+", "$1" + HIDDEN, WORDS),
            new Shape(
                    "(?i)((?:secret|passw(?:or)?d|api[_-]key|(?:access|secret|private)[_-]key|[_-]token)\\s?:\\s?)"
                            + "[^\\s,;\"'<>)\\]}]{6,}",
                    "$1" + HIDDEN,
                    WORDS),
            new Shape(
                    "(<(?:SecretAccessKey|SessionToken)>)[^<]+", "$1" + HIDDEN, "<secretaccesskey>", "<sessiontoken>"),
            new Shape("(://[^/\\s:@\"']{1,100}:)[^/\\s@\"']{1,200}@", "$1" + HIDDEN + "@", "://"));

    private SecretMask() {}

    public static String of(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        String masked = text;
        for (Shape each : SHAPES) {
            if (each.needles().stream().anyMatch(small::contains)) {
                masked = each.pattern().matcher(masked).replaceAll(each.instead());
            }
        }
        return masked;
    }
}
