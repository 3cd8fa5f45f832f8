package io.downbeat.documents;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts of one document, made printable, and the typefaces that they need. Not for several threads.
 *
 * <p>Names come from customers and can hold anything. What no typeface has becomes {@code U+FFFD}, one for each character
 * as a reader sees it: an emoji of five code points is one box. Control characters would make the document unreadable,
 * and embedded directions could turn a line's figures around; both are left out.
 */
final class Typesetting {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final String UNKNOWN = "\uFFFD";
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private final Set<Typeface> used = EnumSet.of(Typeface.SANS);

    /** The text in characters that the document's typefaces have. */
    String text(String any) {
        if (any.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            return any;
        }
        StringBuilder printable = new StringBuilder(any.length());
        Matcher graphemes = GRAPHEME.matcher(Normalizer.normalize(any, Normalizer.Form.NFC));
        while (graphemes.find()) {
            append(printable, graphemes.group());
        }
        return printable.toString();
    }

    /** For the style sheet, in the order in which a character looks for its typeface. */
    String families() {
        return used.stream().map(face -> "'" + face.family() + "'").collect(Collectors.joining(", "));
    }

    Set<Typeface> typefaces() {
        return used;
    }

    private void append(StringBuilder printable, String grapheme) {
        int first = grapheme.codePointAt(0);
        if (Character.isWhitespace(first) || Character.isSpaceChar(first)) {
            printable.append(first == 0xA0 ? "\u00A0" : " ");
            return;
        }
        if (isLeftOut(first)) {
            return;
        }
        if (!has(first)) {
            printable.append(UNKNOWN);
            return;
        }
        printable.appendCodePoint(first);
        grapheme.codePoints()
                .skip(1)
                .filter(this::isPrinted)
                .forEach(following -> printable.append(has(following) ? Character.toString(following) : UNKNOWN));
    }

    /** A joiner or a variation of a character without a shape of its own is left out without a box. */
    private boolean isPrinted(int following) {
        return !isLeftOut(following) && (has(following) || !isJoiner(following) && !isVariation(following));
    }

    private boolean has(int codePoint) {
        Optional<Typeface> face = Typeface.of(codePoint);
        face.ifPresent(used::add);
        return face.isPresent();
    }

    private static boolean isLeftOut(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.FORMAT && !isJoiner(codePoint);
    }

    private static boolean isJoiner(int codePoint) {
        return codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
    }

    private static boolean isVariation(int codePoint) {
        return codePoint >= 0xFE00 && codePoint <= 0xFE0F || codePoint >= 0xE0100 && codePoint <= 0xE01EF;
    }
}
