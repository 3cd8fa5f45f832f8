package io.downbeat.documents;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.JoiningType;
import com.ibm.icu.lang.UProperty;
import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Arabic letters in the form that their neighbours ask for, of every language that Unicode has such forms of.
 *
 * <p>ICU itself knows those of Arabic alone: Persian and Urdu names came out with holes. The forms are read from
 * Unicode's own names and decompositions, and which letters join, from ICU.
 */
final class ArabicLetters extends ICUBidiReorderer {
    private static final int LAM = 0x0644;
    private static final Map<String, Integer> FORMS = forms();

    /** {@code "INITIAL ب"} to the form; a lam with its alef is two letters to one form. */
    private static Map<String, Integer> forms() {
        Map<String, Integer> forms = new HashMap<>();
        for (int code = 0xFB50; code <= 0xFEFC; code++) {
            String name = Character.getName(code);
            if (name == null || !name.endsWith(" FORM") || !isLetter(name)) {
                continue;
            }
            String[] words = name.split(" ");
            String letters = Normalizer.normalize(Character.toString(code), Normalizer.Form.NFKC);
            forms.putIfAbsent(words[words.length - 2] + " " + letters, code);
        }
        return Map.copyOf(forms);
    }

    private static boolean isLetter(String name) {
        return name.startsWith("ARABIC LETTER ") || name.startsWith("ARABIC LIGATURE LAM WITH ALEF ");
    }

    @Override
    public String shapeText(String text) {
        int[] letters = text.codePoints().toArray();
        StringBuilder shaped = new StringBuilder(text.length());
        for (int at = 0; at < letters.length; at++) {
            boolean before = joinsBefore(letters, at);
            if (letters[at] == LAM && at + 1 < letters.length) {
                String pair = Character.toString(LAM) + Character.toString(letters[at + 1]);
                Integer ligature = FORMS.get((before ? "FINAL " : "ISOLATED ") + pair);
                if (ligature != null) {
                    shaped.appendCodePoint(ligature);
                    at++;
                    continue;
                }
            }
            String form = form(before, joinsAfter(letters, at));
            shaped.appendCodePoint(FORMS.getOrDefault(form + " " + Character.toString(letters[at]), letters[at]));
        }
        return shaped.toString();
    }

    private static String form(boolean before, boolean after) {
        if (before) {
            return after ? "MEDIAL" : "FINAL";
        }
        return after ? "INITIAL" : "ISOLATED";
    }

    private static boolean joinsBefore(int[] letters, int at) {
        int other = at - 1;
        while (other >= 0 && joining(letters[other]) == JoiningType.TRANSPARENT) {
            other--;
        }
        return other >= 0 && joinsOnward(letters[other]) && joinsBackward(letters[at]);
    }

    private static boolean joinsAfter(int[] letters, int at) {
        int other = at + 1;
        while (other < letters.length && joining(letters[other]) == JoiningType.TRANSPARENT) {
            other++;
        }
        return other < letters.length && joinsOnward(letters[at]) && joinsBackward(letters[other]);
    }

    private static boolean joinsOnward(int letter) {
        int type = joining(letter);
        return type == JoiningType.DUAL_JOINING || type == JoiningType.LEFT_JOINING || type == JoiningType.JOIN_CAUSING;
    }

    private static boolean joinsBackward(int letter) {
        int type = joining(letter);
        return type == JoiningType.DUAL_JOINING
                || type == JoiningType.RIGHT_JOINING
                || type == JoiningType.JOIN_CAUSING;
    }

    private static int joining(int letter) {
        return UCharacter.getIntPropertyValue(letter, UProperty.JOINING_TYPE);
    }
}
