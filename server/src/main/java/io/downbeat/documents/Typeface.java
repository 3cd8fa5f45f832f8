package io.downbeat.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The typefaces that ship with the server, in the order in which a character looks for one that has it.
 *
 * <p>Those of the three scripts whose letters the renderer can join stand first. It joins within one typeface only and
 * measures what it did not join, so that a blank of another typeface would stand in a gap; with these first, the blanks
 * between such words are theirs.
 */
enum Typeface {
    DEVANAGARI("NotoSansDevanagari-Regular", UnicodeScript.DEVANAGARI),
    BENGALI("NotoSansBengali-Regular", UnicodeScript.BENGALI),
    GUJARATI("NotoSansGujarati-Regular", UnicodeScript.GUJARATI),
    /** Latin, Greek, Cyrillic, and what is common to all scripts. In every document. */
    SANS("NotoSans-Regular"),
    ARABIC("NotoSansArabic-Regular", UnicodeScript.ARABIC),
    HEBREW("NotoSansHebrew-Regular", UnicodeScript.HEBREW),
    THAI("NotoSansThai-Regular", UnicodeScript.THAI),
    TAMIL("NotoSansTamil-Regular", UnicodeScript.TAMIL),
    TELUGU("NotoSansTelugu-Regular", UnicodeScript.TELUGU),
    GURMUKHI("NotoSansGurmukhi-Regular", UnicodeScript.GURMUKHI),
    KANNADA("NotoSansKannada-Regular", UnicodeScript.KANNADA),
    MALAYALAM("NotoSansMalayalam-Regular", UnicodeScript.MALAYALAM),
    SINHALA("NotoSansSinhala-Regular", UnicodeScript.SINHALA),
    GEORGIAN("NotoSansGeorgian-Regular", UnicodeScript.GEORGIAN),
    ARMENIAN("NotoSansArmenian-Regular", UnicodeScript.ARMENIAN),
    ETHIOPIC("NotoSansEthiopic-Regular", UnicodeScript.ETHIOPIC),
    KHMER("NotoSansKhmer-Regular", UnicodeScript.KHMER),
    LAO("NotoSansLao-Regular", UnicodeScript.LAO),
    MYANMAR("NotoSansMyanmar-Regular", UnicodeScript.MYANMAR),
    /** Chinese and Japanese, and a little of everything. */
    HAN("DroidSansFallbackFull"),
    /** Last, because it has Chinese characters too that are blank. */
    HANGUL("NanumSquareR", UnicodeScript.HANGUL);

    private static final int CODE_POINTS = 0x30000;

    private final String file;
    private final Set<UnicodeScript> scripts;
    private volatile @Nullable BitSet coverage;

    Typeface(String file, UnicodeScript... scripts) {
        this.file = file;
        this.scripts = Set.of(scripts);
    }

    /** The first one that has the character. */
    static Optional<Typeface> of(int codePoint) {
        UnicodeScript script = UnicodeScript.of(codePoint);
        if (SANS.has(codePoint)) {
            return Optional.of(SANS);
        }
        for (Typeface face : values()) {
            if (face.mayHave(script) && face.has(codePoint)) {
                return Optional.of(face);
            }
        }
        return Optional.empty();
    }

    /** The name by which the style sheet calls it. */
    String family() {
        return file;
    }

    /** Whether its letters change when they meet, and the renderer knows how. */
    boolean isJoined() {
        return this == DEVANAGARI || this == BENGALI || this == GUJARATI;
    }

    InputStream regular() {
        return open(file);
    }

    /** The one weight beside the regular ones; a bold name in another script is printed in that one's regular. */
    static InputStream boldSans() {
        return open("NotoSans-Bold");
    }

    private boolean mayHave(UnicodeScript script) {
        return scripts.isEmpty()
                || scripts.contains(script)
                || script == UnicodeScript.COMMON
                || script == UnicodeScript.INHERITED;
    }

    /** Read from the font once, when a character first looks here: most invoices need one typeface of them all. */
    private boolean has(int codePoint) {
        BitSet known = coverage;
        if (known == null) {
            known = readCoverage();
            coverage = known;
        }
        return known.get(codePoint);
    }

    private BitSet readCoverage() {
        BitSet covered = new BitSet();
        try (InputStream file = regular();
                TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
            CmapLookup glyphs = font.getUnicodeCmapLookup();
            for (int codePoint = ' '; codePoint < CODE_POINTS; codePoint++) {
                if (glyphs.getGlyphId(codePoint) != 0) {
                    covered.set(codePoint);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the typeface " + file + " cannot be read", e);
        }
        return covered;
    }

    private static InputStream open(String name) {
        InputStream font = Typeface.class.getResourceAsStream("/fonts/" + name + ".ttf");
        if (font == null) {
            throw new IllegalStateException("fonts/" + name + ".ttf is missing from the jar");
        }
        return font;
    }
}
