package io.downbeat.lab.prove;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Names and values as people do give them, and what may become of them on the way: kept whole, or cut where a provider has
 * a limit, but never inside what a reader takes for one character. None of them holds a control character.
 */
final class OddTexts {
    /** In UTF-16 units, by which the API counts. */
    static final int LONGEST = 1_000;

    private static final int LONGEST_BEGINNING = 60;
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    /** One character each: a family, a flag, a skin tone, letters under their accents, a syllable of jamo, a conjunct. */
    private static final List<String> CHARACTERS = List.of(
            "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66",
            "\uD83C\uDDE9\uD83C\uDDEA",
            "\uD83D\uDC4D\uD83C\uDFFD",
            "e\u0301\u0323\u0330",
            "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334",
            "\u1112\u1161\u11AB",
            "\u0928\u093F",
            "\uD834\uDD1E");

    /** Where a quote ends too early, something is filled in, or a direction does not end. */
    private static final List<String> PHRASES = List.of(
            "\"quoted\" 'twice' `thrice` \\ \\\\ \\n \\u0041 \\",
            "'; DROP TABLE invoice; -- $1 $$ :name %s %n {0} ${x} #{y}",
            "{\"a\": [1, null]} </script><b>&amp; ]]> <!-- \u201Cso\u201D",
            "\u05E9\u05DC\u05D5\u05DD \u202E\u05E2\u05D5\u05DC\u05DD\u202C \u0645\u0631\u062D\u0628\u0627"
                    + " \u200F(12.50)\u200E",
            "\uFEFF\u200B\u00AD\u2028\u2029\u00A0\u3000\u2060 \uE000 \uFDD0 \uFFFC",
            "\u0130\u0131\u00DF\u1E9E\uFB01\u01C5 a=b&c=d?e#f;g,h|i^j~k");

    private final Random random;

    OddTexts(Random random) {
        this.random = random;
    }

    /** So long that every limit lies inside it, and inside one of its characters more often than not. */
    String longest() {
        String character = CHARACTERS.get(random.nextInt(CHARACTERS.size()));
        String beginning = phrase() + "y".repeat(random.nextInt(LONGEST_BEGINNING));
        return beginning + character.repeat((LONGEST - beginning.length()) / character.length());
    }

    /** One of both kinds. */
    String any() {
        return random.nextBoolean() ? longest() : phrase();
    }

    private String phrase() {
        return PHRASES.get(random.nextInt(PHRASES.size()));
    }

    /** What a provider's line says of a line of ours: its name, and the value that it is shown by. */
    static String line(String name, String key, String value) {
        return name + ", " + key + ": " + value;
    }

    /** Whether what is shown begins with the whole text, or is its beginning up to the end of one of its characters. */
    static boolean isKept(String shown, String text) {
        return shown.startsWith(text)
                || !shown.isEmpty() && text.startsWith(shown) && endsACharacter(text, shown.length());
    }

    private static boolean endsACharacter(String text, int end) {
        return CHARACTER.matcher(text).results().anyMatch(character -> character.end() == end);
    }
}
